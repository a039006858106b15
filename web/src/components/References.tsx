import { useId, useRef, useState, type Dispatch } from "react";
import { MIDDLE, type Box } from "../state/box";
import type { Action, State } from "../state/reducer";
import { useReference } from "../state/useReference";
import { BoxMarker, type Size } from "./BoxMarker";
import { Meant } from "./Meant";
import { PhotoWell } from "./PhotoWell";
import { Strip } from "./Strip";

interface Props {
  state: State;
  dispatch: Dispatch<Action>;
  dragging: boolean;
  refused: boolean;
  onFile: (file: File | null) => void;
}

/** What is pointed at: one reference in the well, what is meant of it, and the others beside. */
export function References({ state, dispatch, dragging, refused, onFile }: Props) {
  const { references } = state.query;
  const reference = references[state.place] ?? null;
  const shown = useReference(reference);
  const which = reference && `${state.place} ${reference.kind === "own" ? reference.mark : reference.id}`;
  // Both belong to one picture and are forgotten with it.
  const [seen, setSeen] = useState<{ which: string; size: Size } | null>(null);
  const [marked, setMarked] = useState<string | null>(null);
  const size = seen !== null && seen.which === which ? seen.size : null;
  const marking = size !== null && marked === which;
  const help = useId();
  const markButton = useRef<HTMLButtonElement>(null);

  const mean = (box: Box | undefined) => dispatch({ type: "referencePointed", change: { box } });
  const mark = () => {
    if (!marking && reference?.box === undefined) mean(MIDDLE);
    setMarked(marking ? null : which);
  };
  return (
    <div className="references">
      <PhotoWell
        shown={shown}
        dragging={dragging}
        refused={refused}
        marking={marking}
        cover={
          size && (
            <BoxMarker
              size={size}
              box={reference?.box}
              marking={marking}
              help={help}
              onBox={mean}
              onDone={() => {
                setMarked(null);
                markButton.current?.focus();
              }}
            />
          )
        }
        onShown={({ naturalWidth, naturalHeight }) =>
          which !== null && setSeen({ which, size: { width: naturalWidth, height: naturalHeight } })
        }
        onFile={onFile}
        onRemove={() => dispatch({ type: "referenceCleared" })}
      />
      {reference && shown.kind !== "lost" && shown.kind !== "failed" && (
        <Meant
          key={which}
          reference={reference}
          open={references.length > 1}
          help={help}
          button={markButton}
          marking={marking}
          onRole={(role) => dispatch({ type: "referencePointed", change: { role } })}
          onMark={size && mark}
          onWhole={() => {
            mean(undefined);
            setMarked(null);
          }}
        />
      )}
      <Strip
        references={references}
        place={state.place}
        onShow={(place) => dispatch({ type: "referenceShown", place })}
        onAdd={() => dispatch({ type: "referenceWanted" })}
      />
    </div>
  );
}
