/*
 * wordex DOCUMENTS: indexes that many made-up documents by word, then answers
 * queries such as "(ba & !de) | ka" over the index.
 */
#include "table.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t seed = 42;

static uint32_t next_random(void)
{
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

/* A word of two to four syllables; some words are much more frequent than others. */
static size_t make_word(char *out)
{
    static const char syllables[16][3] = {"ba", "de", "ka", "lo", "mi", "nu", "po", "ra",
                                          "se", "ti", "vu", "wa", "xe", "yo", "zi", "fa"};
    size_t length = 0;
    for (uint32_t n = 1 + next_random() % 3; n > 0; n--) {
        memcpy(out + length, syllables[next_random() % 16], 2);
        length += 2;
    }
    out[length] = '\0';
    return length;
}

static char *make_document(size_t words)
{
    char *text = malloc(words * 9 + 1), *end = text;
    if (!text)
        abort();
    for (size_t i = 0; i < words; i++) {
        end += make_word(end);
        *end++ = next_random() % 12 ? ' ' : '.';
    }
    *end = '\0';
    return text;
}

static void index_document(struct table *table, const char *text, uint32_t doc)
{
    char word[16];
    size_t length = 0;
    for (;; text++) {
        if (isalpha((unsigned char)*text) && length < sizeof word - 1) {
            word[length++] = (char)tolower((unsigned char)*text);
            continue;
        }
        if (length) {
            word[length] = '\0';
            table_add(table, word, doc);
            length = 0;
        }
        if (!*text)
            return;
    }
}

/* Does the document hold the word? */
static bool holds(const struct table *table, const char *word, uint32_t doc)
{
    const struct entry *entry = table_find(table, word);
    size_t low = 0, high = entry ? entry->count : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (entry->docs[middle] < doc)
            low = middle + 1;
        else
            high = middle;
    }
    return entry && low < entry->count && entry->docs[low] == doc;
}

/* any = all ('|' all)*;  all = one ('&' one)*;  one = '!' one | '(' any ')' | word */
static bool any(const struct table *table, const char **query, uint32_t doc);

static bool one(const struct table *table, const char **query, uint32_t doc)
{
    char word[16];
    size_t length = 0;

    while (**query == ' ')
        ++*query;
    if (**query == '!') {
        ++*query;
        return !one(table, query, doc);
    }
    if (**query == '(') {
        ++*query;
        bool result = any(table, query, doc);
        ++*query; /* ')' */
        return result;
    }
    while (isalpha((unsigned char)**query) && length < sizeof word - 1)
        word[length++] = *(*query)++;
    word[length] = '\0';
    while (**query == ' ')
        ++*query;
    return holds(table, word, doc);
}

static bool all(const struct table *table, const char **query, uint32_t doc)
{
    bool result = one(table, query, doc);
    while (**query == '&') {
        ++*query;
        result &= one(table, query, doc);
    }
    return result;
}

static bool any(const struct table *table, const char **query, uint32_t doc)
{
    bool result = all(table, query, doc);
    while (**query == '|') {
        ++*query;
        result |= all(table, query, doc);
    }
    return result;
}

int main(int argc, char **argv)
{
    static const char *queries[] = {
        "ba & de",
        "(ba & !de) | kalo",
        "((ba | de) & (ka | lo)) & !(mi & (nu | (po & !(ra | (se & ti)))))",
    };
    static struct table table;
    uint32_t documents = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1000;

    for (uint32_t doc = 0; doc < documents; doc++) {
        char *text = make_document(200);
        index_document(&table, text, doc);
        free(text);
    }
    printf("%u documents, %zu words\n", documents, table.words);

    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        uint32_t hits = 0;
        for (uint32_t doc = 0; doc < documents; doc++) {
            const char *query = queries[i];
            hits += any(&table, &query, doc);
        }
        printf("%u documents match %s\n", hits, queries[i]);
    }
    table_free(&table);
    return 0;
}
