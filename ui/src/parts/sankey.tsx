import type { Paths } from "../analyses";
import { useSpeech } from "../language";
import { write } from "../numbers";
import { asking, Link } from "../route";
import { colour } from "./colour";
import { flow, OTHER, type Node } from "./flow";

interface Sankey {
  found: Paths;
  /** Whether paths are followed back from an event. */
  backwards: boolean;
  title: string;
  label: (name: string) => string;
}

/** Where people go from where, place by place; a name leads to the paths that begin there. */
export function Sankey({ found, backwards, title, label }: Sankey) {
  const { say, language } = useSpeech();
  const { width, height, bar, nodes, ribbons } = flow(found.links, backwards);
  const named = (name: string) => (name === OTHER ? say("paths.other") : label(name));
  const last = Math.max(...nodes.map((node) => node.column));
  const room = Math.floor(130 / 6.4);
  const short = (text: string) => (text.length > room ? `${text.slice(0, room - 1)}…` : text);
  const shade = (name: string) => (found.by === "channel" ? colour(name) : "var(--action)");
  const words = (node: Node) => ({
    x: node.column === last ? node.x - 6 : node.x + bar + 6,
    y: node.y + Math.min(node.height / 2, 200) + 4,
    textAnchor: (node.column === last ? "end" : "start") as "end" | "start",
  });
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      <div className="scroll" tabIndex={0} role="region" aria-label={title}>
        <svg className="sankey" viewBox={`0 0 ${width} ${height}`} role="group" aria-label={title} data-testid="sankey">
          {ribbons.map((one) => (
            <path key={`${one.from.column} ${one.from.name} ${one.to.name}`} d={one.path} fill={shade(one.from.name)}>
              <title>
                {`${named(one.from.name)} → ${named(one.to.name)}: ${say("people", { n: one.value })}`}
              </title>
            </path>
          ))}
          {nodes.map((node) => {
            const text = (
              <>
                <rect x={node.x} y={node.y} width={bar} height={node.height} rx="3" fill={shade(node.name)} />
                <text {...words(node)}>
                  <title>{named(node.name)}</title>
                  {short(named(node.name))} <tspan className="count">{write(node.value, "count", language)}</tspan>
                </text>
              </>
            );
            const key = `${node.column} ${node.name}`;
            if (node.name === OTHER) return <g key={key}>{text}</g>;
            return (
              <Link
                key={key}
                href={asking({ from: node.name, to: null })}
                aria-label={say("paths.from_here", { name: named(node.name), n: node.value })}
              >
                {text}
              </Link>
            );
          })}
        </svg>
      </div>
    </figure>
  );
}
