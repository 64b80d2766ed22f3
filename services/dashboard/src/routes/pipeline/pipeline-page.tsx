import { useQuery } from "@tanstack/react-query";
import type { Pipeline } from "@mystocks/api";
import { pipelineQuery } from "../../api/queries.ts";
import { Loaded } from "../../components/loaded.tsx";
import { Title } from "../../components/title.tsx";
import { useRange } from "../../url/use-range.ts";
import { FreshnessPanel } from "./freshness-panel.tsx";
import { HopsPanel } from "./hops-panel.tsx";
import { LedgerPanel } from "./ledger-panel.tsx";
import { PipelineFigures } from "./pipeline-figures.tsx";
import "./pipeline.css";
import { useWords } from "./use-words.ts";

export function PipelinePage() {
  const words = useWords();
  const query = useQuery(pipelineQuery(useRange()));
  return (
    <>
      <Title name={words.title}>{words.subtitle}</Title>
      <Loaded query={query}>{(pipeline) => <Answers pipeline={pipeline} />}</Loaded>
    </>
  );
}

/** In the order of the questions: is anything lost, is it in time, where does it hang, how is that known. */
function Answers({ pipeline }: { pipeline: Pipeline }) {
  return (
    <>
      <PipelineFigures pipeline={pipeline} />
      <HopsPanel pipeline={pipeline} />
      <FreshnessPanel freshness={pipeline.freshness} />
      <LedgerPanel pipeline={pipeline} />
    </>
  );
}
