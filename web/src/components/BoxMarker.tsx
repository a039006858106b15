import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useSpeech } from "../i18n";
import { STEP, between, isLarge, moved, resized, type Box, type Point } from "../state/box";

export interface Size {
  width: number;
  height: number;
}

interface Props {
  /** Of the photo below, in its own pixels. */
  size: Size;
  box: Box | undefined;
  marking: boolean;
  /** Id of the words that say how to mark. */
  help: string;
  onBox: (box: Box | undefined) => void;
  onDone: () => void;
}

const WAYS: Record<string, Point> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};

/** The drawing has the photo's own shape and lies as `object-fit: contain` lays the photo. */
export function BoxMarker({ size, box, marking, help, onBox, onDone }: Props) {
  const { t, percent } = useSpeech();
  const drawing = useRef<SVGSVGElement>(null);
  const [start, setStart] = useState<Point | null>(null);
  const [drawn, setDrawn] = useState<Box | null>(null);
  useEffect(() => {
    if (marking) drawing.current?.focus({ preventScroll: true });
  }, [marking]);
  const shown = drawn ?? box;
  if (!marking && shown === undefined) return null;

  const at = (event: PointerEvent): Point => {
    const toScreen = drawing.current?.getScreenCTM();
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(toScreen?.inverse());
    return { x: x / size.width, y: y / size.height };
  };
  const letGo = () => {
    setStart(null);
    setDrawn(null);
  };
  const pressed = (event: KeyboardEvent) => {
    const way = WAYS[event.key];
    if (way && box) onBox((event.shiftKey ? resized : moved)(box, way));
    else if (event.key === "Enter" || event.key === "Escape") onDone();
    else return;
    event.preventDefault();
  };
  const hole = shown && outline(shown, size);
  return (
    <>
      <svg
        ref={drawing}
        className={marking ? "marker marking" : "marker"}
        viewBox={`0 0 ${size.width} ${size.height}`}
        aria-hidden={!marking}
        {...(marking && {
          role: "application",
          tabIndex: 0,
          "aria-label": t("mark"),
          "aria-describedby": help,
          onKeyDown: pressed,
          onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
            if (!event.isPrimary || event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            setStart(at(event));
          },
          onPointerMove: (event: PointerEvent) => start && setDrawn(between(start, at(event))),
          onPointerUp: (event: PointerEvent) => {
            const box = start && between(start, at(event));
            if (box && isLarge(box)) onBox(box);
            letGo();
          },
          onPointerCancel: letGo,
        })}
      >
        {hole && (
          <>
            <path className="marker-shade" fillRule="evenodd" d={`${outline([0, 0, 1, 1], size)}${hole}`} />
            <path className="marker-edge below" d={hole} />
            <path className="marker-edge" d={hole} />
          </>
        )}
      </svg>
      <span className="visually-hidden" role="status">
        {marking && box && t("markWhere", named(box, percent))}
      </span>
    </>
  );
}

function outline([left, top, right, bottom]: Box, { width, height }: Size): string {
  return `M${left * width} ${top * height}H${right * width}V${bottom * height}H${left * width}Z`;
}

function named([left, top, right, bottom]: Box, percent: (share: number) => string) {
  return { left: percent(left), top: percent(top), right: percent(right), bottom: percent(bottom) };
}
