import { useEffect, useState } from "react";
import { firstPicture } from "../state/uploads";

/** Pictures dropped anywhere on the page, or pasted. Returns whether one is being dragged over it. */
export function usePhotoDrop(onFile: (file: File | null) => void): boolean {
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      if (hasFiles(event) && ++depth === 1) setDragging(true);
    };
    const leave = (event: DragEvent) => {
      if (hasFiles(event) && --depth === 0) setDragging(false);
    };
    const over = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setDragging(false);
      onFile(firstPicture(event.dataTransfer?.files));
    };
    const paste = (event: ClipboardEvent) => {
      const file = firstPicture(event.clipboardData?.files);
      if (file === null) return;
      event.preventDefault();
      onFile(file);
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", over);
    window.addEventListener("drop", drop);
    window.addEventListener("paste", paste);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("dragover", over);
      window.removeEventListener("drop", drop);
      window.removeEventListener("paste", paste);
    };
  }, [onFile]);
  return dragging;
}
