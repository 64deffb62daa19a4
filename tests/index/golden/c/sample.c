/*
 * A ring buffer of bytes.
 * <!--TAG:ring/buffer-->
 */
#include <stdio.h>
#include <stdlib.h>
#include "ring.h"

#ifndef RING_DEFAULT
#define RING_DEFAULT 64 /* bytes */
#endif
#define RING_MASK(ring) \
    ((ring)->size - 1)

/* What may go wrong. */
enum ring_error {
    RING_OK,
    RING_FULL = 1,
    RING_EMPTY
};

typedef unsigned char byte_t;
typedef int (*ring_visitor)(byte_t byte, void *context);

/** The buffer itself. */
struct ring {
    byte_t *data;
    size_t size;
    size_t head, tail; /* head is written, tail is read */
    int (*on_full)(struct ring *);
    char name[16];
};

typedef struct {
    int major;
    int minor;
} version_t;

typedef struct node {
    struct node *next;
    union {
        int number;
        void *pointer;
    } value;
} node_t;

static const char *const names[] = { "ok", "full", "empty" };
int ring_count = 0;
extern version_t ring_version;

static int ring_grow(struct ring *ring);
void ring_free(struct ring *ring), ring_nothing(void);
char **ring_split(const char *text, int *count);

/**
 * Makes a ring; the size is rounded up
 * to a power of two.
 */
struct ring *ring_new(size_t size)
{
    struct ring *ring = calloc(1, sizeof(*ring));
    if (ring == NULL)
        return NULL;
    ring->size = RING_DEFAULT;
    while (ring->size < size)
        ring->size *= 2;
    ring->data = malloc(ring->size);
    ring->on_full = ring_grow;
    ring_count++;
    return ring;
}

// Puts one byte.
enum ring_error ring_put(struct ring *ring, byte_t byte)
{
    size_t next = (ring->head + 1) & RING_MASK(ring);
    if (next == ring->tail) {
        if (ring->on_full(ring) != 0)
            return RING_FULL;
        next = (ring->head + 1) & RING_MASK(ring);
    }
    ring->data[ring->head] = byte;
    ring->head = next;
    return RING_OK;
}

static int ring_grow(struct ring *ring)
{
    byte_t *larger = realloc(ring->data, ring->size * 2);
    if (!larger) {
        perror("ring_grow");
        return -1;
    }
    ring->data = larger;
    ring->size *= 2;
    return 0;
}

#ifdef RING_DEBUG
static inline void ring_dump(const struct ring *ring)
{
    for (size_t i = ring->tail; i != ring->head; i = (i + 1) & RING_MASK(ring))
        fprintf(stderr, "%02x ", ring->data[i]);
}
#endif

int
ring_each(struct ring *ring, ring_visitor visit, void *context)
{
    int visited = 0;
    while (ring->tail != ring->head) {
        if (visit(ring->data[ring->tail], context))
            break;
        ring->tail = (ring->tail + 1) & RING_MASK(ring);
        visited++;
    }
    return visited;
}

void ring_free(struct ring *ring) { free(ring->data); free(ring); }
