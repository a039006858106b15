/** Small line drawings, all decorative: the words beside them carry the meaning. */
import type { ReactNode } from "react";

const Icon = ({ children }: { children: ReactNode }) => (
  <svg className="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
    {children}
  </svg>
);

export const PhotoIcon = () => (
  <Icon>
    <rect x="2.5" y="3.5" width="15" height="13" rx="1.5" />
    <circle cx="7" cy="8" r="1.5" />
    <path d="m3 15 4.5-4 3 2.5 3-3.5 4 4.5" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
);

export const FilterIcon = () => (
  <Icon>
    <path d="M3 6h14M5.5 10h9M8 14h4" />
  </Icon>
);

export const OthersIcon = () => (
  <Icon>
    <path d="M16 10a6 6 0 1 1-1.8-4.3M16 3v3.5h-3.5" />
  </Icon>
);

export const PlusIcon = () => (
  <Icon>
    <path d="M10 4v12M4 10h12" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <path d="m4 10.5 4 4 8-9" />
  </Icon>
);

export const DoubtIcon = () => (
  <Icon>
    <path d="M7 7.5a3 3 0 1 1 4.2 2.8c-.8.3-1.2.9-1.2 1.7v.5M10 15.7v.1" />
  </Icon>
);

export const PointIcon = () => (
  <Icon>
    <circle cx="7" cy="7" r="3.2" />
    <path d="m9.5 9.5 6.5 6.5M16 11v5h-5" />
  </Icon>
);
