import { useState, type FormEvent } from "react";
import { useMay } from "../api";
import { useSpeech } from "../language";
import { People } from "../parts/accounts";
import { OwnAccount } from "../parts/own";
import { PrivacyCard } from "../parts/privacy";
import { Refusal } from "../parts/refusal";
import { RulesCard } from "../parts/rules";
import { StageModels } from "../parts/stage-models";
import { Asked } from "../parts/state";
import { Tokens } from "../parts/tokens";
import { Work } from "../parts/work";
import { Link } from "../route";
import { useChangeShop, useSettings, type Settings, type Shop } from "../settings";

export function SettingsPage() {
  return <Asked query={useSettings()}>{(data) => <Shown data={data} />}</Asked>;
}

function Shown({ data }: { data: Settings }) {
  const { say } = useSpeech();
  const { shop } = data;
  const manages = useMay("manage");
  return (
    <>
      <h1>{say("settings.headline", { shop: shop.name, currency: shop.currency, zone: shop.time_zone })}</h1>
      <p className="sub" role="status" data-testid="followed">
        {say(data.followed ? "settings.followed" : "settings.following")}
      </p>
      <Work />
      <div className="stack">
        <ShopForm key={JSON.stringify(shop)} data={data} />
        <RulesCard />
        <OwnAccount />
        {manages && <People />}
        {manages && <Tokens />}
        {manages && <PrivacyCard />}
        <section className="card" data-testid="reference">
          <h2>{say("settings.api")}</h2>
          <p className="soft small">
            {say("settings.api_about")} <Link href="/reference">{say("settings.api_link")}</Link>
          </p>
        </section>
      </div>
    </>
  );
}

/** The shop: what its money, days and contacts are. Nothing is sent but what was changed. */
function ShopForm({ data }: { data: Settings }) {
  const { say, language } = useSpeech();
  const may = useMay("change");
  const [draft, setDraft] = useState<Shop>(data.shop);
  const change = useChangeShop(language);
  const set = (one: Partial<Shop>) => setDraft({ ...draft, ...one });
  const send = (event: FormEvent) => {
    event.preventDefault();
    const keys = Object.keys(draft) as (keyof Shop)[];
    const changed = keys.filter((key) => JSON.stringify(draft[key]) !== JSON.stringify(data.shop[key]));
    change.mutate(Object.fromEntries(changed.map((key) => [key, draft[key]])));
  };
  const same = JSON.stringify(draft) === JSON.stringify(data.shop);
  const vat = draft.vat_rates[draft.country];
  return (
    <form className="card" onSubmit={send} data-testid="shop">
      <h2>{say("settings.shop")}</h2>
      <fieldset className="fields" disabled={!may}>
        <legend className="hidden">{say("settings.shop")}</legend>
        <label>
          {say("settings.name")}
          <input required maxLength={200} value={draft.name} onChange={(event) => set({ name: event.target.value })} />
        </label>
        <label>
          {say("settings.country")}
          <input
            required
            pattern="[A-Z]{2}"
            maxLength={2}
            value={draft.country}
            onChange={(event) => set({ country: event.target.value.toUpperCase() })}
          />
        </label>
        <label>
          {say("settings.zone")}
          <input
            required
            list="zones"
            value={draft.time_zone}
            onChange={(event) => set({ time_zone: event.target.value })}
          />
          <datalist id="zones">
            {data.known.time_zones.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
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
          {say("settings.vat_rate", { country: draft.country })}
          <Percent
            value={vat ?? null}
            set={(rate) => {
              const { [draft.country]: _, ...others } = draft.vat_rates;
              set({ vat_rates: rate === null ? others : { ...others, [draft.country]: rate } });
            }}
          />
        </label>
        <label>
          {say("settings.margin")}
          <Percent value={draft.margin} set={(margin) => set({ margin })} />
          <small>{say("settings.margin_about")}</small>
        </label>
        <label>
          {say("settings.revenue")}
          <select value={draft.revenue} onChange={(event) => set({ revenue: event.target.value })}>
            {data.known.revenue.map((basis) => (
              <option key={basis} value={basis}>
                {say(`revenue.${basis}` as "revenue.auto")}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say("settings.contact")}
          <select
            value={draft.contact.includes("outbound") ? "both" : "inbound"}
            onChange={(event) => set({ contact: event.target.value === "both" ? ["inbound", "outbound"] : ["inbound"] })}
          >
            <option value="both">{say("settings.contact_both")}</option>
            <option value="inbound">{say("settings.contact_inbound")}</option>
          </select>
        </label>
        <label className="wide">
          {say("settings.domains")}
          <input
            value={draft.domains.join(" ")}
            onChange={(event) => set({ domains: event.target.value.split(/\s+/).filter(Boolean) })}
          />
        </label>
      </fieldset>
      <StageModels data={data} value={draft.stage_model} set={(stage_model) => set({ stage_model })} />
      <Refusal error={change.error} />
      {may && (
        <div className="pair">
          <button type="submit" disabled={same || change.isPending}>
            {say("settings.save")}
          </button>
          <button type="button" className="link" disabled={same} onClick={() => setDraft(data.shop)}>
            {say("undo")}
          </button>
          <span className="soft small">{say("settings.save_about")}</span>
        </div>
      )}
    </form>
  );
}

function Percent({ value, set }: { value: number | null; set: (value: number | null) => void }) {
  return (
    <input
      type="number"
      min="0"
      max="100"
      step="0.01"
      value={value ?? ""}
      onChange={(event) => set(event.target.value === "" ? null : Number(event.target.value))}
    />
  );
}
