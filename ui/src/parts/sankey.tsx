import type { Paths } from "../analyses";
import { useSpeech } from "../language";
import { write } from "../numbers";
import { asking, Link } from "../route";
import { colour } from "./colour";
import { flow, OTHER } from "./flow";

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
  const { width, height, bar, aside, gap, nodes, ribbons } = flow(found.links, backwards);
  const last = Math.max(0, ...nodes.map(({ column }) => column));
  const named = (name: string) => (name === OTHER ? say("paths.other") : label(name));
  // Letters of 12 pixels are some 6.6 wide; the number after the name takes six of them.
  const room = (column: number) => Math.max(6, Math.floor(Math.min(column === last ? aside : gap, 190) / 6.6) - 6);
  const short = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const shade = (name: string) => (found.by === "channel" ? colour(name) : "var(--action)");
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
                <text x={node.x + bar + 6} y={node.y + node.height / 2 + 4}>
                  <title>{named(node.name)}</title>
                  {short(named(node.name), room(node.column))} <tspan className="count">{write(node.value, "count", language)}</tspan>
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
