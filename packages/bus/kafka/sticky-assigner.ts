import kafkajs, { type PartitionAssigner } from "kafkajs";
import type { PartitionName } from "./session.ts";
import { shareOut } from "./share-out.ts";

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
const VERSION = 0;

/** kafkajs's own deals all partitions anew when a member comes or goes; this one moves as few as it can. */
export function stickyAssigner(owned: () => readonly PartitionName[]): PartitionAssigner {
  return ({ cluster }) => ({
    name: "mystocks-sticky",
    version: VERSION,
    protocol({ topics }) {
      const names = owned().map(({ topic, partition }) => `${topic}/${partition}`);
      const userData = Buffer.from(JSON.stringify(names));
      return { name: this.name, metadata: MemberMetadata.encode({ version: VERSION, topics, userData }) };
    },
    async assign({ members, topics }) {
      const partitions = topics.flatMap((topic) =>
        cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => `${topic}/${partitionId}`),
      );
      const claims = members.map(({ memberId, memberMetadata }) => ({
        member: memberId,
        owned: claimed(memberMetadata),
      }));
      return [...shareOut(claims, partitions)].map(([memberId, names]) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version: VERSION,
          assignment: byTopic(names),
          userData: Buffer.alloc(0),
        }),
      }));
    },
  });
}

function claimed(metadata: Buffer): string[] {
  const userData = MemberMetadata.decode(metadata)?.userData;
  return userData === undefined || userData.length === 0 ? [] : (JSON.parse(userData.toString()) as string[]);
}

function byTopic(names: readonly string[]): Record<string, number[]> {
  const topics: Record<string, number[]> = {};
  for (const name of names) {
    const slash = name.lastIndexOf("/");
    (topics[name.slice(0, slash)] ??= []).push(Number(name.slice(slash + 1)));
  }
  return topics;
}
