#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The entry of a word, or NULL. Walks the chain of the word's bucket. */
struct entry *table_find(const struct table *table, const char *word)
{
    uint32_t hash = hash_word(word);
    struct entry *entry = table->bucket[hash % BUCKETS];

    while (entry) {
        if (entry->hash == hash && strcmp(entry->word, word) == 0)
            return entry;
        entry = entry->next;
    }
    return NULL;
}

static struct entry *insert(struct table *table, const char *word)
{
    struct entry *entry = calloc(1, sizeof *entry);
    if (!entry)
        abort();
    entry->hash = hash_word(word);
    snprintf(entry->word, sizeof entry->word, "%s", word);

    struct entry **tail = &table->bucket[entry->hash % BUCKETS];
    while (*tail)
        tail = &(*tail)->next;
    *tail = entry;
    table->words++;
    return entry;
}

static void append(struct entry *entry, uint32_t doc)
{
    if (entry->count && entry->docs[entry->count - 1] == doc)
        return;
    if (entry->count == entry->capacity) {
        entry->capacity = entry->capacity ? 2 * entry->capacity : 4;
        entry->docs = realloc(entry->docs, entry->capacity * sizeof *entry->docs);
        if (!entry->docs)
            abort();
    }
    entry->docs[entry->count++] = doc;
}

/* Notes that a document holds a word. */
void table_add(struct table *table, const char *word, uint32_t doc)
{
    struct entry *entry = table_find(table, word);
    if (!entry)
        entry = insert(table, word);
    append(entry, doc);
}

void table_free(struct table *table)
{
    for (size_t i = 0; i < BUCKETS; i++) {
        struct entry *entry = table->bucket[i];
        while (entry) {
            struct entry *next = entry->next;
            free(entry->docs);
            free(entry);
            entry = next;
        }
    }
}
