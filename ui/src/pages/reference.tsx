import type { ReactNode } from "react";
import { useGet } from "../api";
import { within } from "../base";
import { useSpeech } from "../language";
import { Asked } from "../parts/state";

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  $ref?: string;
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  default?: unknown;
}

interface Operation {
  summary?: string;
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
}

interface Described {
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { description?: string; properties?: Record<string, Schema>; required?: string[] }> };
}

const METHODS = ["get", "post", "put", "patch", "delete"];

/** The API as it describes itself: every route, what it is asked with, and what it answers. */
export function ReferencePage() {
  return <Asked query={useGet<Described>("openapi.json")}>{(described) => <Shown described={described} />}</Asked>;
}

function Shown({ described }: { described: Described }) {
  const { say } = useSpeech();
  const routes = Object.entries(described.paths).flatMap(([path, ways]) =>
    METHODS.flatMap((method) => (ways[method] ? [{ path, method, operation: ways[method] }] : [])),
  );
  return (
    <>
      <h1>{say("reference.headline", { n: routes.length })}</h1>
      <p className="sub">
        {say("reference.about", { version: described.info.version })}{" "}
        <a href={within("/api/v1/openapi.json")}>openapi.json</a>
      </p>
      <section className="card" lang="en">
        {routes.map(({ path, method, operation }) => (
          <Route key={`${method} ${path}`} path={path} method={method} operation={operation} />
        ))}
      </section>
      <h2>{say("reference.objects")}</h2>
      <section className="card" lang="en">
        {Object.entries(described.components.schemas).map(([name, schema]) => (
          <details key={name} id={`schema-${name}`}>
            <summary>
              <code>{name}</code>
            </summary>
            <p>{schema.description}</p>
            <dl>
              {Object.entries(schema.properties ?? {}).map(([field, kind]) => (
                <Field key={field} name={field} required={schema.required?.includes(field) ?? false}>
                  {written(kind)}
                </Field>
              ))}
            </dl>
          </details>
        ))}
      </section>
    </>
  );
}

function Route({ path, method, operation }: { path: string; method: string; operation: Operation }) {
  const { say } = useSpeech();
  const body = Object.values(operation.requestBody?.content ?? {})[0];
  return (
    <details data-testid="route">
      <summary>
        <span className={`method ${method}`}>{method.toUpperCase()}</span> <code>{path}</code>{" "}
        <span className="soft">{operation.summary}</span>
      </summary>
      {operation.parameters && operation.parameters.length > 0 && (
        <>
          <h2>{say("reference.parameters")}</h2>
          <dl>
            {operation.parameters.map((one) => (
              <Field key={one.name} name={one.name} required={one.required ?? false} about={one.description}>
                {`${one.in} · ${written(one.schema)}`}
              </Field>
            ))}
          </dl>
        </>
      )}
      {body && (
        <>
          <h2>{say("reference.body")}</h2>
          <p>
            <code>{written(body.schema)}</code>
          </p>
        </>
      )}
      <h2>{say("reference.answers")}</h2>
      <dl>
        {Object.entries(operation.responses).map(([status, answer]) => {
          const [media, told] = Object.entries(answer.content ?? {})[0] ?? [];
          return (
            <Field key={status} name={status} required about={answer.description}>
              {[media, told && written(told.schema)].filter(Boolean).join(" · ")}
            </Field>
          );
        })}
      </dl>
    </details>
  );
}

interface Named {
  name: string;
  required: boolean;
  about?: string | undefined;
  children: ReactNode;
}

function Field({ name, required, about, children }: Named) {
  return (
    <div className="field">
      <dt>
        <code>{name}</code>
        {!required && "?"}
      </dt>
      <dd>
        <code>{children}</code>
        {about && <span className="soft"> {about}</span>}
      </dd>
    </div>
  );
}

/** Write a schema in one line: a name, a list, or what may be chosen. */
function written(schema: Schema): string {
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? "";
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  const either = schema.oneOf ?? schema.anyOf;
  if (either) return either.map(written).join(" | ");
  if (schema.type === "array") return `${written(schema.items ?? {})}[]`;
  return [schema.type ?? "any"].flat().join(" | ");
}
