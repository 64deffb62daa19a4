import React, { useMemo, useState, type ReactNode } from 'react';
import * as Icons from '../icons';
import styles from './search.module.css';

/** One line of the result list. */
export interface Hit {
  id: string;
  title: string;
  score: number;
  children?: ReactNode;
}

interface Props {
  hits: readonly Hit[];
  onPick(hit: Hit): void;
}

const PAGE_SIZE = 20;

// Highest score first; ties stay in order.
export function rank(hits: readonly Hit[]): Hit[] {
  return [...hits].sort((left, right) => right.score - left.score);
}

const Badge = ({ score }: { score: number }) => (
  <span className={styles.badge}>{score.toFixed(2)}</span>
);

/**
 * A list that filters while one types.
 */
export const SearchList: React.FC<Props> = ({ hits, onPick }) => {
  const [query, setQuery] = useState('');
  const [page, setPage] = useState(0);
  const shown = useMemo(
    () => rank(hits).filter((hit) => hit.title.includes(query)),
    [hits, query],
  );

  function change(event: React.ChangeEvent<HTMLInputElement>) {
    setQuery(event.target.value);
    setPage(0);
  }

  return (
    <section className={styles.list}>
      {/* <!--TAG:ui.search--> */}
      <Icons.Lens size={12} />
      <input value={query} onChange={change} />
      <ol>
        {shown.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE).map((hit) => (
          <li key={hit.id} onClick={() => onPick(hit)}>
            {hit.title} <Badge score={hit.score} />
          </li>
        ))}
      </ol>
      <button onClick={() => setPage((current) => current + 1)}>more</button>
    </section>
  );
};

export class Boundary extends React.Component<{ children: ReactNode }, { failed: boolean }> {
  state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  componentDidCatch(error: Error): void {
    report(error);
  }

  render() {
    return this.state.failed ? <p>Something broke.</p> : this.props.children;
  }
}

function report(error: Error): void {
  window.setTimeout(() => {
    throw error;
  });
}

export default function App(): JSX.Element {
  return (
    <Boundary>
      <SearchList hits={[]} onPick={(hit) => console.log(hit.id)} />
    </Boundary>
  );
}
