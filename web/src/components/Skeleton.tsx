/** Empty cards in the shape of what is coming. */
export function Skeleton({ count }: { count: number }) {
  return (
    <div className="grid skeleton" aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className="card">
          <span className="mat" />
          <span className="line" />
          <span className="line short" />
        </div>
      ))}
    </div>
  );
}
