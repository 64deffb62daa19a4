// Parcels on their way: depots, routes and what the way costs.
package org.example.parcels

import java.time.Duration
import scala.collection.mutable
import scala.concurrent.{ExecutionContext, Future as Later, Promise}
import scala.util.*
import cats.syntax.all.given
import org.example.{depots => d, util => _, _}
import io.circe.Json, io.circe.parser.decode

/** Kilograms, so that nobody adds them to euros. */
opaque type Weight = Double

type Stops = List[Depot]

/** The heaviest parcel. */
val MaxWeight: Weight = 31.5
private var sent, lost = 0

/** Something that can be sent.
  *
  * @tparam A what it holds
  */
trait Parcel[+A <: Content](val label: String) extends Serializable with Tracked:
  type Id
  val weight: Weight
  def id: Id
  def describe(using ctx: Context): String = s"$label: ${weight.show} für ${ctx.user.name}"

/** Where a parcel is. <!--TAG:parcels/state--> */
enum State(val code: Int) derives CanEqual:
  /** Nobody has it. */
  case Lost extends State(0)
  case Ready, Packed
  case OnTheWay(from: Depot, to: Depot) extends State(2)

  def isFinal: Boolean = this match
    case Lost => true
    case OnTheWay(_, to) => to.isLast
    case _ => false
end State

sealed abstract class Vehicle(val plate: String, protected var load: Weight = 0.0)

@SerialVersionUID(1L)
final case class Depot(name: String, zone: Int)(using val clock: Clock) extends Place {
  lazy val address: String = Address.of(name)
  private[parcels] var visits: Int = 0

  def this(name: String) = this(name, 0)

  def isLast: Boolean = zone == 0

  // A depot without a zone is the last one.
  override def toString: String = {
    val short = name.take(3)
    def padded(width: Int): String = short.padTo(width, ' ')
    padded(8)
  }
}

object Depot extends DepotFactory {
  val Home: Depot = new Depot("Zürich")
  private final val Limit = 10

  implicit val ordering: Ordering[Depot] = Ordering.by(_.name)
  implicit class Near(depot: Depot) {
    def near(other: Depot): Boolean = (depot.zone - other.zone).abs <= 1
  }

  def apply(text: String): Depot = parse(text).getOrElse(Home)
  @throws[ParseError]("on bad input")
  def parse(text: String): Option[Depot] = text.split(';') match {
    case Array(name, zone) => Some(Depot(name, zone.toInt))
    case _ => None
  }

  object Names {
    val all = mutable.Set.empty[String]
  }
}

case object Nowhere extends Place

given Ordering[State] = Ordering.by(_.code)

given intShow: Show[Int] with
  def show(value: Int): String = value.toString

extension (weight: Weight)
  def show: String = f"$weight%.1f kg"
  def +(other: Weight): Weight = weight + other

extension [A](list: List[A]) def second: Option[A] = list.drop(1).headOption

/** Plans routes through the depots. */
@experimental
class Planner[F[_]: Monad, Out](depots: Stops, log: Logger)(implicit ec: ExecutionContext)
    extends Base[F](depots.size)
    with AutoCloseable:

  private val seen = mutable.Map[String, Depot]()

  /** All ways from a depot, the shortest first. */
  @tailrec
  final def search[T <: Vehicle](from: Depot, filter: T => Boolean = (_: T) => true): Later[Seq[Out]] =
    val visitor = new Visitor[T] {
      val limit = 3
      override def visit(depot: Depot): Unit = seen.put(depot.name, depot)
    }
    for
      found <- Later(visitor.walk(from))
      cost <- cheapest(found) if found.nonEmpty
    yield found.map(_.cost).sorted

  inline def timed[A](inline body: => A): A = ${ timedImpl('body) }

  override def close(): Unit = log info "closed"
end Planner

package inner {
  class Hidden
}

@main def run(args: String*): Unit =
  val (first, rest) = args.splitAt(1)
  println(new Planner(rest.toList.map(Depot.apply), Logger("größer")).search(d.Main))
