// Billing: invoices, their lines and what they round to (Größe, Wert).
global using System.Text;
using System;
using System.Collections.Generic;
using static System.Math;
using Money = System.Decimal;
using Rates = Acme.Billing.RateTable;

namespace Acme.Billing
{
    /// <summary>Hears of every change.</summary>
    /// <remarks>Called on any thread.</remarks>
    public delegate void Changed<in T>(object sender, T value);

    /// <summary>What an invoice may be.</summary>
    [Flags]
    public enum State : byte
    {
        /// <summary>Nothing sent yet.</summary>
        Draft = 0,
        Sent = 1 << 0, Paid = 1 << 1,
        [Obsolete("nobody voids")]
        Void = 1 << 2,
    }

    public interface IPriced<T> where T : struct
    {
        const int Digits = 2;

        T Total { get; }

        event EventHandler? Repriced;

        T Round(T value);

        static abstract T Parse(string text);

        string Describe() => $"{Total} at {Digits}";
    }

    /** A line of an invoice: <!--TAG:billing/rounding--> half to even. */
    public readonly record struct Line(string Text, Money Price, int Count = 1)
    {
        public Money Sum => Price * Count;
    }

    public record Address(string Street, string City);

    [Serializable, DebuggerDisplay("{Number}")]
    [Obsolete("use Bill")]
    public sealed partial class Invoice<T> : Document, IPriced<Money>, IDisposable
        where T : notnull, new()
    {
        /// <summary>The most lines that fit on a page.</summary>
        public const int MaxLines = 40, MinLines = 1;
        public static readonly TimeSpan Due = TimeSpan.FromDays(30);
        private readonly List<Line> lines = new();
        protected int changes, errors;

        private static Rates? shared;

        public event Changed<Line>? LineAdded, LineRemoved;

        static Invoice()
        {
            shared = Rates.Load("default");
        }

        public Invoice(string number, IEnumerable<Line> lines)
            : base(number)
        {
            this.lines.AddRange(lines);
        }

        ~Invoice() => Dispose();

        /// <summary>The number on the paper.</summary>
        [JsonPropertyName("no")]
        public string Number { get; init; } = "";

        public Money Total
        {
            get
            {
                Money sum = 0m;
                foreach (var line in lines)
                {
                    sum += line.Sum;
                }
                return Round(sum);
            }
        }

        public Line this[int index]
        {
            get => lines[index];
            set => lines[index] = value;
        }

        public event EventHandler? Repriced
        {
            add => Subscribe(value!);
            remove { }
        }

        public static Invoice<T> operator +(Invoice<T> left, Line right) => left.Add<Line>(right);

        public static implicit operator string(Invoice<T> invoice) => invoice.Number;

        // Rounds half to even, as the tax office wants it.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Money Round(Money value) => Math.Round(value, 2, MidpointRounding.ToEven);

        void IDisposable.Dispose()
        {
            shared?.Release(this);
            GC.SuppressFinalize(this);
        }

        public async Task<Outcome<TResult>> SendAsync<TResult>(IChannel channel, CancellationToken token = default)
            where TResult : class
        {
            var copy = new Envelope { Body = Render(this) };
            var result = await channel.SendAsync<TResult>(copy, token).ConfigureAwait(false);
            return result switch
            {
                null => Failed("größer"),
                _ => new Outcome<TResult>(result),
            };

            static Outcome<TResult> Failed(string why)
            {
                Log.Warning(nameof(SendAsync), why);
                return new(why);
            }
        }

        public partial void OnSent();

        private struct Cursor
        {
            internal int Line;
            public unsafe fixed byte Buffer[16];
        }
    }

    internal static class Extensions
    {
        public static bool IsOpen(this State state) => state is State.Draft or State.Sent;

        [DllImport("paper")]
        private static extern int Print(IntPtr handle);
    }
}
