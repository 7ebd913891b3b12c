import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { isOver, Problem } from "./api";
import { App } from "./app";
import { Languages } from "./language";
import { show, theme } from "./theme";
import "./tokens.css";
import "./page.css";

show(theme());

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (isOver(error)) void client.invalidateQueries({ queryKey: ["session"] });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // A server that answered "no" will say so again; only a lost connection is worth another try.
      retry: (tries, error) => !(error instanceof Problem) && tries < 2,
    },
  },
});

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <Languages>
        <App />
      </Languages>
    </QueryClientProvider>
  </StrictMode>,
);
