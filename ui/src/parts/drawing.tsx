import { useRef, useState, type ReactNode } from "react";
import { useSpeech } from "../language";
import { picture } from "./paint";
import { save } from "./twin";

interface Drawn {
  /** What a saved file is called, without its ending. */
  name: string;
  /** Said above the picture; empty where the drawing says it itself. */
  caption?: string;
  children: ReactNode;
}

/** A chart that can be saved as a picture, as it stands on the page: its theme, its language, its width. */
export function Drawing({ name, caption = "", children }: Drawn) {
  const { say } = useSpeech();
  const drawn = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const take = async () => {
    try {
      if (drawn.current) save(`${name}.png`, await picture(drawn.current, caption));
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  return (
    <div className="drawing">
      <div ref={drawn}>{children}</div>
      <p className="take">
        {failed && <span role="alert">{say("picture.failed")} </span>}
        <button type="button" className="link" onClick={() => void take()} data-testid={`picture-${name}`}>
          {say("picture.save")}
        </button>
      </p>
    </div>
  );
}
