<?php

/**
 * Bills customers of a small bookshop; names may hold "Ägypten".
 */

declare(strict_types=1);

namespace Bookshop\Billing;

use Bookshop\Customers\Customer;
use Bookshop\Money as Cash, Bookshop\Tax\Rates;
use Bookshop\{Clock, Storage\Archive, Logging\Logger as Log};
use function Bookshop\Text\shorten;
use function Bookshop\Text\{pad, quote as quoted};
use const Bookshop\CURRENCY;
use DateTimeImmutable;

require_once __DIR__ . '/helpers.php';
include 'config.local.php';

const VERSION = '1.4.0', MAX_LINES = 100;
define('BILLING_DEBUG', false);

/** States of a bill. */
enum State: string implements HasLabel
{
    const DEFAULT = self::Draft;

    /** Nobody has seen it. */
    case Draft = 'draft';
    case Sent = 'sent';

    public static function ofLetter(string $letter): self
    {
        return match (true) {
            $letter === 's' => self::Sent,
            default => self::DEFAULT,
        };
    }
}

interface Payable extends \Countable
{
    public const int LIMIT = 10;

    /** The sum in cents. */
    public function total(): int;
}

/** What can be rounded. <!--TAG:billing/rounding--> */
trait Rounding
{
    protected static int $precision = 2;

    // Half up.
    private function rounded(float $value): int
    {
        return (int) \round($value, self::$precision);
    }

    abstract public function precision(): ?int;
}

/**
 * One bill of one customer.
 *
 * @template T of Line
 */
#[Entity(table: 'bills')]
#[Audited]
final class Invoice extends Document implements Payable, \JsonSerializable
{
    use Rounding, Storage\Stored {
        Rounding::rounded as protected half;
    }

    /** Who pays, and when. */
    private ?Customer $payer = null, $guest;
    public readonly array $lines;

    /** What is shown. */
    public string $title {
        get => ucfirst($this->title);
        set(string $value) {
            $this->title = trim($value);
        }
    }

    // Numbers are never given twice.
    public function __construct(
        private readonly Rates $rates,
        protected Clock $clock = new Clock\System(),
        array $lines = [],
    ) {
        parent::__construct($clock->now());
        $this->lines = $lines;
    }

    /** The sum of all lines. */
    #[\Override]
    public function total(): int
    {
        $sum = array_sum(array_map(fn(Line $line) => $line->amount * $this->rates->of($line), $this->lines));
        return $this->rounded($sum ?? 0.0);
    }

    public static function open(Customer|string $payer): static
    {
        $made = new static(Rates::default(), new \Bookshop\Clock());
        $made->payer = $payer instanceof Customer ? $payer : Customer::named($payer);
        return $made;
    }

    public function send(): void
    {
        $this->payer?->mailbox()->put(shorten(strtoupper(...), 10));
        Log::info(\Bookshop\Text\pad(VERSION, 8));
        $listener = new class($this) implements Listener {
            public function heard(State $state): bool
            {
                return $state === State::Sent;
            }
        };
        $listener->heard(State::Draft);
    }

    public function jsonSerialize(): mixed { return ['payer' => $this->payer, 'cur' => CURRENCY]; }
}

/**
 * Prints a bill.
 */
function print_bill(Invoice $invoice, mixed &...$rest): never
{
    static $printed = 0;
    echo "{$invoice->total()} ¢\n";
    exit(++$printed);
}

if (!function_exists('cents')) {
    function cents(float $euros): int { return (int) ($euros * 100); }
}

$double = static fn(int $value): int => $value * 2;
$settings = ['currency' => 'EUR'];
print_bill(Invoice::open('Jörg'));
