/* A hash table from words to posting lists. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>
#include <stdint.h>

#ifndef BUCKETS
#define BUCKETS 256 /* never grows: the chains do */
#endif

struct entry {
    struct entry *next;
    uint32_t hash;
    uint32_t count;    /* how many documents hold the word */
    uint32_t capacity;
    uint32_t *docs;    /* their numbers, ascending */
    char word[16];
};

struct table {
    struct entry *bucket[BUCKETS];
    size_t words;
};

/* FNV-1a. Small, and called for every word of every document: inlined at -O2. */
static inline uint32_t hash_word(const char *word)
{
    uint32_t hash = 2166136261u;
    for (; *word; word++) {
        hash ^= (unsigned char)*word;
        hash *= 16777619u;
    }
    return hash;
}

struct entry *table_find(const struct table *table, const char *word);
void table_add(struct table *table, const char *word, uint32_t doc);
void table_free(struct table *table);

#endif
