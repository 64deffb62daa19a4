// Package cache keeps values for a while.
package cache

import (
	"context"
	"fmt"
	. "math"
	_ "net/http/pprof"

	clock "example.org/time/clock"
)

import "sync"

// ErrMissing is returned for a key that is not there.
const ErrMissing = "missing"

const (
	// Small is the default size.
	Small = 1 << iota
	Medium
	Large
)

var (
	hits, misses int
	pool         = sync.Pool{New: func() any { return new(entry) }}
)

var Default = New[string](Small)

// Key names an entry.
type Key string

type (
	// Loader fills the cache.
	Loader[V any] interface {
		// Load returns the value of a key.
		Load(ctx context.Context, key Key) (V, error)
		fmt.Stringer
	}
	alias = map[Key]int
)

type entry struct {
	value any
	until int64
}

// Cache maps keys to values.
//
// It is safe for concurrent use. <!--TAG:cache.go-->
type Cache[V any] struct {
	sync.Mutex
	entries map[Key]*entry
	limit   int
	loader  Loader[V]
}

// New makes an empty cache.
func New[V any](limit int) *Cache[V] {
	return &Cache[V]{entries: make(map[Key]*entry, limit), limit: limit}
}

// Get returns a value, loading it when needed.
func (c *Cache[V]) Get(ctx context.Context, key Key) (value V, err error) {
	c.Lock()
	defer c.Unlock()
	if found, ok := c.entries[key]; ok && found.until > clock.Now().Unix() {
		hits++
		return found.value.(V), nil
	}
	misses++
	value, err = c.loader.Load(ctx, key)
	if err != nil {
		return value, fmt.Errorf("load %q: %w", key, err)
	}
	c.put(key, value)
	return value, nil
}

func (c *Cache[V]) put(key Key, value V) {
	if len(c.entries) >= c.limit {
		c.evict(func(e *entry) bool { return e.until == 0 })
	}
	fresh := pool.Get().(*entry)
	fresh.value, fresh.until = value, clock.Now().Add(int64(Floor(2.5))).Unix()
	c.entries[key] = fresh
}

func (c *Cache[V]) evict(old func(*entry) bool) {
	for key, each := range c.entries {
		if old(each) {
			delete(c.entries, key)
		}
	}
}

// String shows a key.
func (k Key) String() string { return string(k) }

type Point struct{ X, Y float64 }

func (Point) Origin() Point { return Point{} }

func init() {
	go func() {
		for range clock.Tick(10) {
			Default.evict(expired)
		}
	}()
}

func expired(e *entry) bool {
	return e.until < clock.Now().Unix()
}
