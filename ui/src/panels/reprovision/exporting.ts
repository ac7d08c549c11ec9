// The answer as files: texts as the engine writes them, and its drawing as an image.
import type { SimulationFormat } from "../../ipc/generated/SimulationFormat";

export interface Export {
  title: string;
  /** What the engine is asked for. */
  format: SimulationFormat;
  file: string;
  /** True for an image made of the drawing. */
  image: boolean;
}

export const exports: Export[] = [
  { title: "SVG", format: "svg", file: "provisioning.svg", image: false },
  { title: "PNG", format: "svg", file: "provisioning.png", image: true },
  { title: "Markdown", format: "markdown", file: "provisioning.md", image: false },
  { title: "Mermaid", format: "mermaid", file: "provisioning.mmd", image: false },
  { title: "JSON", format: "json", file: "provisioning.json", image: false },
];

/** Points of the image for each one of the drawing. */
const scale = 2;

/** Draws an SVG into a PNG. */
export async function toPng(svg: string): Promise<Uint8Array> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * scale;
  canvas.height = image.naturalHeight * scale;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this machine has no canvas to draw on");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob === null) throw new Error("the drawing could not be made an image");
  return new Uint8Array(await blob.arrayBuffer());
}

/** The bytes of an export. */
export const bytesOf = (text: string, image: boolean): Promise<Uint8Array> =>
  image ? toPng(text) : Promise.resolve(new TextEncoder().encode(text));
