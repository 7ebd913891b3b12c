// What each route of the API answers and takes, from the types made of its own description (`scripts/client`).
import type { paths } from "./client";

type In<P> = P extends `/api/v1${infer Route}` ? Route : never;
type Routes = In<keyof paths & string>;
type Method = "get" | "post" | "put" | "patch" | "delete";
type Operation<R extends Routes, M extends Method> = paths[`/api/v1${R}`][M];

type Json<Body> = { content: { "application/json": Body } };

/** What a route answers: what was asked for, or the job that has it done. */
export type Told<R extends Routes, M extends Method = "get"> =
  Operation<R, M> extends { responses: { 200: Json<infer Body> } | { 202: Json<infer Body> } } ? Body : never;

/** What is sent to a route. */
export type Given<R extends Routes, M extends Method = "post"> =
  Operation<R, M> extends { requestBody: { content: { "application/json": infer Body } } } ? Body : never;
