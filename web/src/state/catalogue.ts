import { createContext } from "react";

/** Which of the server's catalogues is on the page; null for its first. */
export const CatalogueContext = createContext<string | null>(null);
