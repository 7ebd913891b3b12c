import { Fragment } from "react";

/** A name without spaces, which may break where its parts meet: spring_sale_video. */
export function Breaking({ text }: { text: string }) {
  return text.split(/(?<=[_\-./+|])(?=[^_\-./+|])/).map((part, at) => (
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
