// How stages are told: the models there are, what each means, and which one the shop goes by.
import { useSpeech } from "../language";
import type { Settings, Shop } from "../settings";
import "./stage-models.css";

interface Chosen {
  data: Settings;
  value: Shop["stage_model"];
  set: (model: Shop["stage_model"]) => void;
}

export function StageModels({ data, value, set }: Chosen) {
  const { say } = useSpeech();
  return (
    <fieldset className="stage-models" data-testid="stage-models" disabled={data.own_stages}>
      <legend>{say("stages.model")}</legend>
      {data.own_stages && <p className="soft small">{say("stages.own")}</p>}
      {data.known.stage_models.map((model) => (
        <label key={model}>
          <input
            type="radio"
            name="stage-model"
            checked={!data.own_stages && value === model}
            onChange={() => set(model)}
          />
          <span>
            {say(`stagemodel.${model}`)}
            <small>{say(`stagemodel.${model}_about`)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
