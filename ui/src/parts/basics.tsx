// The shop in a few questions: what its money, days, contacts and conversions are. All of it can be changed later.
import { useState, type FormEvent } from "react";
import type { Start } from "../jobs";
import { useSpeech } from "../language";
import { useChangeShop, type Settings, type Shop } from "../settings";
import { Refusal } from "./refusal";
import { StageModels } from "./stage-models";

export function Basics({ data, start, next }: { data: Settings; start: Start; next: () => void }) {
  const { say, language } = useSpeech();
  const [draft, setDraft] = useState<Shop>(data.shop);
  const change = useChangeShop(language);
  const set = (one: Partial<Shop>) => setDraft({ ...draft, ...one });
  const send = (event: FormEvent) => {
    event.preventDefault();
    const keys = Object.keys(draft) as (keyof Shop)[];
    const changed = keys.filter((key) => JSON.stringify(draft[key]) !== JSON.stringify(data.shop[key]));
    if (changed.length === 0) return next();
    change.mutate(Object.fromEntries(changed.map((key) => [key, draft[key]])), { onSuccess: next });
  };
  return (
    <form onSubmit={send} data-testid="basics">
      <div className="fields">
        <label>
          {say("settings.name")}
          <input required maxLength={200} value={draft.name} onChange={(event) => set({ name: event.target.value })} />
        </label>
        <Country value={draft.country} set={(country) => set({ country })} />
        <label>
          {say("settings.zone")}
          <select value={draft.time_zone} onChange={(event) => set({ time_zone: event.target.value })}>
            {data.known.time_zones.map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll("_", " ")}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say("settings.currency")}
          <select value={draft.currency} onChange={(event) => set({ currency: event.target.value })}>
            {data.known.currencies.map((code) => (
              <option key={code}>{code}</option>
            ))}
          </select>
        </label>
        <label>
          {say("settings.vat")}
          <select
            value={String(draft.prices_include_vat)}
            onChange={(event) => set({ prices_include_vat: event.target.value === "true" })}
          >
            <option value="true">{say("settings.vat_in")}</option>
            <option value="false">{say("settings.vat_out")}</option>
          </select>
        </label>
        <label>
          {say("settings.margin")}
          <input
            type="number"
            min="0"
            max="100"
            step="0.01"
            value={draft.margin ?? ""}
            placeholder={say("start.not_known")}
            onChange={(event) => set({ margin: event.target.value === "" ? null : Number(event.target.value) })}
          />
          <small>{say("settings.margin_about")}</small>
        </label>
      </div>
      <div className="choices">
        <fieldset>
          <legend>{say("start.contact")}</legend>
          {(["both", "inbound"] as const).map((one) => (
            <label key={one} className="tick">
              <input
                type="radio"
                name="contact"
                checked={draft.contact.includes("outbound") === (one === "both")}
                onChange={() => set({ contact: one === "both" ? ["inbound", "outbound"] : ["inbound"] })}
              />
              {say(`settings.contact_${one}`)}
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>{say("start.conversion")}</legend>
          {data.known.conversions.map((one) => (
            <label key={one} className="tick">
              <input
                type="checkbox"
                checked={draft.conversion.includes(one)}
                onChange={(event) =>
                  set({
                    conversion: event.target.checked
                      ? [...draft.conversion, one]
                      : draft.conversion.filter((other) => other !== one),
                  })
                }
              />
              {say(`conversion.${one}` as "conversion.order")}
            </label>
          ))}
        </fieldset>
        <div>
          <p className="legend">{say("start.stages")}</p>
          <ol className="stages">
            {start.stages.map((one) => (
              <li key={one.stage}>{one.label}</li>
            ))}
          </ol>
          <p className="soft small">{say("start.stages_about")}</p>
        </div>
      </div>
      <StageModels data={data} value={draft.stage_model} set={(stage_model) => set({ stage_model })} />
      <Refusal error={change.error} />
      <div className="pair">
        <button type="submit" disabled={change.isPending || draft.conversion.length === 0}>
          {say("start.go_on")}
        </button>
        <span className="soft small">{say("start.change_later")}</span>
      </div>
    </form>
  );
}

// Where most shops of these languages are, and whatever a shop says of itself; any other is named by its letters.
const COUNTRIES = ["AT", "AU", "BE", "BG", "BR", "CA", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT", "JP", "LI", "LT", "LU", "LV", "MT", "MX", "NL", "NO", "NZ", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "SM", "TR", "US", "VA"];

function Country({ value, set }: { value: string; set: (country: string) => void }) {
  const { say, language } = useSpeech();
  const names = new Intl.DisplayNames(language, { type: "region" });
  const all = [...new Set([...COUNTRIES, value])].map((code) => ({ code, name: names.of(code) ?? code }));
  return (
    <label>
      {say("start.country")}
      <select value={value} onChange={(event) => set(event.target.value)}>
        {all
          .sort((one, other) => one.name.localeCompare(other.name, language))
          .map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
      </select>
    </label>
  );
}
