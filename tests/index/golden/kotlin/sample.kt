/* Plans journeys: stops, lines and the ways between them. */
@file:JvmName("Journeys")

package org.example.journeys

import java.time.Duration
import kotlin.math.*
import kotlinx.coroutines.flow.Flow as Stream
import org.example.journeys.`in`.Zone

/** How long a change may take, in minutes. */
const val MAX_CHANGE = 15

private val log = Logger.of("Über-Planer")
var planned: Int = 0
    private set

typealias Route = List<Leg>

/** Where people get on. */
@Serializable
data class Stop(
    val id: String,
    /** As written on the sign. */
    var name: String = "",
    @Transient internal val zone: Zone? = null,
    plain: Int,
) : Comparable<Stop> {
    val isCentral: Boolean
        get() = zone?.isInner() ?: false

    override fun compareTo(other: Stop): Int = id.compareTo(other.id)

    companion object {
        const val NOWHERE = "—"

        @JvmStatic
        fun parse(text: String): Stop {
            val (id, name) = text.split(";")
            return Stop(id, name, plain = 1)
        }
    }
}

/**
 * What a leg costs. <!--TAG:journeys/fares-->
 *
 * @property cents what it costs without a card
 */
enum class Fare(val cents: Int) : Priced {
    /** One zone. */
    SHORT(190),
    CITY(310) {
        override fun price(): Int = cents - 10
    },
    @Deprecated("gone") REGION(560);

    override fun price(): Int = cents

    companion object Parser {
        fun of(text: String) = valueOf(text.uppercase())
    }
}

sealed interface Leg {
    val from: Stop
    val to: Stop get() = from

    fun duration(): Duration

    fun isShort(): Boolean {
        return duration() < Duration.ofMinutes(5)
    }

    data object Wait : Leg {
        override val from = Stop.parse("0;here")
        override fun duration() = Duration.ZERO
    }
}

fun interface Priced {
    fun price(): Int
}

annotation class Planned(val by: String, val since: Int = 1)

@JvmInline
value class Minutes(val count: Int)

/** Finds ways through the net. */
@Planned(by = "José", since = 2)
abstract class Planner<in S : Stop, out R>(private val net: Net, limit: Int) : Base(limit), Closeable by net
    where S : Comparable<S> {
    private val seen: MutableMap<String, Leg> = mutableMapOf()
    lateinit var clock: Clock
    protected abstract val name: String
    val best: Route by lazy {
        search().first()
    }

    var speed: Double = 1.0
        get() = field * factor
        set(value) {
            require(value > 0) { "too slow" }
            field = value
        }

    init {
        net.open()
        register(this)
    }

    // Without a limit of its own.
    constructor(net: Net) : this(net, MAX_CHANGE) {
        log.info("unlimited")
    }

    abstract fun start(): R?

    /** All ways, the quickest first. */
    @Throws(IOException::class)
    suspend inline fun <reified T : Leg> search(from: S, crossinline filter: (T) -> Boolean = { true }): Stream<Route> {
        fun step(at: Stop): Route = net.legs(at).filterIsInstance<T>().map(Leg::from)

        val visitor = object : Visitor() {
            override fun visit(leg: Leg) {
                super.visit(leg)
                seen.put(leg.from.id, leg)
            }
        }
        return visitor.walk(from) { leg -> filter(leg as T) }
    }

    operator fun plus(other: Planner<S, R>): Planner<S, R> = apply { net.join(other.net) }

    inner class Cursor {
        var at: Int = 0
    }

    private object Registry : Cache<String, Route>(capacity = 10) {
        val size get() = entries.size
    }
}

fun Stop?.orElse(other: Stop): Stop = this ?: other

infix fun <T> List<T>.then(next: T): List<T> = this + next

val Route.length: Int
    get() = sumOf { it.duration().toMinutes().toInt() }

internal suspend fun main(args: Array<String>) {
    Planner.of<Stop>(args[0])?.start()!!.run()
    println(if (args.isEmpty()) "für" else org.example.util.join(args))
}
