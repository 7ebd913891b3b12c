import { useRef, type FocusEvent, type KeyboardEvent } from "react";
import { useSpeech } from "../language";
import type { PageName } from "../nav";
import { useShops } from "../shops";
import "./shop.css";

/** The shop one is in; where the login opens several, the others one press away, on the same page. */
export function ShopName({ name, page }: { name: string; page: PageName }) {
  const shops = useShops().data?.shops ?? [];
  if (shops.length < 2) return <span className="pick shop">{name}</span>;
  return <Switch name={name} page={page} />;
}

function Switch({ name, page }: { name: string; page: PageName }) {
  const { say } = useSpeech();
  const shops = useShops().data?.shops ?? [];
  const list = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (list.current) list.current.open = false;
  };
  const byKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    close();
    list.current?.querySelector("summary")?.focus();
  };
  const left = (event: FocusEvent) => {
    if (!list.current?.contains(event.relatedTarget)) close();
  };
  return (
    <details className="shops" ref={list} onKeyDown={byKey} onBlur={left} data-testid="shops">
      <summary className="pick" aria-label={say("shops.switch", { name })}>
        {name}
      </summary>
      <ul>
        {shops.map((shop) => (
          <li key={shop.path}>
            <a href={`${shop.path}/${page}`} aria-current={shop.here ? "true" : undefined}>
              {shop.name}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
