import { useCallback, useEffect, useState } from "react";
import { asFailure, type Failure } from "../api/errors";

export interface Resource<T> {
  data: T | null;
  failure: Failure | null;
  loading: boolean;
  reload: () => void;
}

type Held<T> = { key: string; data: T | null; failure: Failure | null };

/** Loads something when `key` changes; the old value stays until the new one is there. A null key loads nothing. */
export function useResource<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [held, setHeld] = useState<Held<T> | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    load(abort.signal).then(
      (data) => abort.signal.aborted || setHeld({ key, data, failure: null }),
      (error: unknown) => abort.signal.aborted || setHeld({ key, data: null, failure: asFailure(error) }),
    );
    return () => abort.abort();
    // `load` is a fresh closure each time; `key` says what it loads
  }, [key, attempt]);

  const reload = useCallback(() => {
    setHeld(null);
    setAttempt((count) => count + 1);
  }, []);
  const current = held !== null && held.key === key;
  return {
    data: held?.data ?? null,
    failure: current ? held.failure : null,
    loading: key !== null && !current,
    reload,
  };
}
