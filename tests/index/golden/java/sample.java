package org.example.ledger;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.*;
import java.util.function.Function;

/**
 * Books entries by account.
 *
 * <p>Not safe for concurrent use. <!--TAG:ledger-->
 */
@Deprecated(since = "2")
public final class Ledger<A extends Comparable<A>> extends AbstractLedger implements Iterable<Ledger.Entry> {
    /** What a fresh account holds. */
    public static final BigDecimal ZERO = BigDecimal.ZERO, ONE = new BigDecimal("1");

    private final Map<A, List<Entry>> entries = new TreeMap<>();
    protected int size, changes;

    static {
        Registry.add(Ledger.class);
    }

    /** Where an entry goes. */
    public enum Side {
        /** Increases. */
        DEBIT(1),
        CREDIT(-1) {
            @Override
            boolean negative() {
                return true;
            }
        };

        private final int sign;

        Side(int sign) {
            this.sign = sign;
        }

        boolean negative() {
            return false;
        }
    }

    public record Entry(Side side, BigDecimal amount) {
        public Entry {
            requireNonNull(side);
        }

        BigDecimal signed() {
            return side.negative() ? amount.negate() : amount;
        }
    }

    /** Hears of every booking. */
    @FunctionalInterface
    public interface Listener {
        int LIMIT = 10;

        void booked(Entry entry) throws InterruptedException;

        default void closed() {
            System.out.println("closed");
        }
    }

    public @interface Audited {
        String value() default "";
    }

    public Ledger(Collection<? extends A> accounts) {
        super(accounts.size());
        for (A account : accounts) {
            entries.put(account, new ArrayList<Entry>());
        }
    }

    /**
     * Adds an entry.
     *
     * @throws IllegalArgumentException for an unknown account
     */
    @Override
    @Audited("booking")
    public synchronized <T extends Entry> T book(final A account, T entry) {
        List<Entry> found = this.entries.get(account);
        if (found == null) {
            throw new IllegalArgumentException("unknown " + account);
        }
        found.add(entry);
        size++;
        listeners.forEach(listener -> listener.booked(entry));
        return entry;
    }

    // The sum of one account.
    public BigDecimal balance(A account) {
        return entries.getOrDefault(account, List.of()).stream()
            .map(Entry::signed)
            .reduce(ZERO, BigDecimal::add);
    }

    @Override
    public Iterator<Entry> iterator() {
        return new Iterator<>() {
            private final Iterator<List<Entry>> outer = entries.values().iterator();
            private Iterator<Entry> inner = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                while (!inner.hasNext() && outer.hasNext()) {
                    inner = outer.next().iterator();
                }
                return inner.hasNext();
            }

            @Override
            public Entry next() {
                return inner.next();
            }
        };
    }

    <R> R apply(Function<? super Ledger<A>, R> function) {
        return function.apply(this);
    }
}

interface Closable {
    void close();
}
