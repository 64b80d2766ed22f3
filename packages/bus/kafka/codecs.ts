import { promisify } from "node:util";
import { constants, gunzip, gzip, zstdCompress, zstdDecompress } from "node:zlib";
import kafkajs from "kafkajs";

// kafkajs is CommonJS; Node finds these two only on its default export.
const { CompressionCodecs, CompressionTypes } = kafkajs;

/** A batch of 8 MiB may be more when unpacked; one beyond this is no honest batch and must not take the memory. */
const UNPACKED_LIMIT = 128 * 1024 * 1024;
const ZSTD_LEVEL = 1;

const zstd = {
  compress: promisify(zstdCompress),
  decompress: promisify(zstdDecompress),
};
const gz = { compress: promisify(gzip), decompress: promisify(gunzip) };

interface Encoded {
  buffer: Buffer;
}

/**
 * zstd and gzip from Node itself, off the main thread. kafkajs keeps its codecs in one table of the process; setting
 * the same entries again changes nothing.
 */
export function registerCodecs(): void {
  const params = { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL };
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: ({ buffer }: Encoded) => zstd.compress(buffer, { params }),
    decompress: (packed: Buffer) => zstd.decompress(packed, { maxOutputLength: UNPACKED_LIMIT }),
  });
  CompressionCodecs[CompressionTypes.GZIP] = () => ({
    compress: ({ buffer }: Encoded) => gz.compress(buffer),
    decompress: (packed: Buffer) => gz.decompress(packed, { maxOutputLength: UNPACKED_LIMIT }),
  });
  CompressionCodecs[CompressionTypes.Snappy] = refuse("snappy");
  CompressionCodecs[CompressionTypes.LZ4] = refuse("lz4");
}

function refuse(name: string) {
  return () => {
    throw new Error(
      `a batch is compressed with ${name}, which is not read here: set the producer, or compression.type of the ` +
        `topic, to zstd, gzip or none`,
    );
  };
}
