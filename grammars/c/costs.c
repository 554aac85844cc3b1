#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t spaces(const char *text, char *other) {
    size_t count = 0;
    for (size_t i = 0; i < strlen(text); i++) { // cost: strlen-in-condition, fix
        if (text[i] == ' ' || isspace(text[i])) // cost: character-class-by-locale
            count++;
    }
    for (size_t i = 0; i < strlen(other); i++) { // cost: strlen-in-condition
        other[i] = toupper(other[i]); // cost: character-class-by-locale
    }
    for (size_t i = 0; i < strlen(text); i++) { // cost: strlen-in-condition
        note(text[i]);
    }
    for (int i = 0; i < strlen(text); i++) { // cost: strlen-in-condition
        count += text[i] == '\n';
    }
    for (size_t i = 0; other && i < strlen(other); i++) { // cost: strlen-in-condition
        count++;
    }
    size_t length = strlen(text);
    for (size_t i = 0, n = strlen(text); i < n; i++)
        count += length;
    while (*other && strlen(other) > 3)
        other++;
    return count;
}

size_t address_taken(char *text) {
    size_t count = 0;
    text = (char *)&count;
    for (size_t i = 0; i < strlen(text); i++) { // cost: strlen-in-condition
        count = i;
    }
    return count;
}

void join(char *out, const char **names, int n) {
    char path[4096];
    for (int i = 0; i < n; i++) {
        strcat(out, names[i]); // cost: strcat-in-loop
        strcpy(path, "dir/");
        strcat(path, names[i]);
        path[0] = '\0';
        char own[64] = "";
        strcat(own, "é");
        if (n > 100) {
            fprintf(stderr, "too many\n");
            snprintf(own, sizeof own, "%d", n);
            exit(1);
        }
    }
    strcat(out, "!");
}

void memory(int n, struct list *list) {
    char *grown = NULL;
    for (int i = 0; i < n; i++) {
        char *line = malloc(100); // cost: alloc-in-loop
        fill(line, sizeof(int));
        free(line);
        struct node *node = malloc(sizeof(*node));
        append(list, node);
        grown = realloc(grown, (i + 1) * sizeof(int)); // cost: realloc-by-constant
        grown = realloc(grown, i + 1); // cost: realloc-by-constant
        grown = realloc(grown, n * 2);
    }
    free(grown);
}

void formats(int n, const char *text) {
    char line[64], table[1024];
    char *large = malloc(100);
    for (int i = 0; i < n; i++) {
        snprintf(line, sizeof(line), "%d", i); // cost: format-in-loop
        sscanf(text, "%d", &n); // cost: sscanf-in-loop
        memset(table, 0, sizeof(table)); // cost: memset-in-loop
        memset(large, 0, 100);
        fflush(stdout); // cost: flush-in-loop
    }
    snprintf(line, sizeof(line), "%d", n);
    do {
        sprintf(line, "%d", n);
    } while (0);
}

double powers(double x, double y) {
    return pow(x, 2) + pow(x, 3) + pow(x, y); // cost: power-by-call
}

void bytes(int fd, FILE *file) {
    char c, block[512];
    int letter;
    while ((letter = getc(file)) != EOF) { // cost: locked-character-io
        write(fd, &letter, 1); // cost: byte-by-byte-system-calls
    }
    while (read(fd, &c, 1) == 1) // cost: byte-by-byte-system-calls
        use(c);
    while (read(fd, block, sizeof(block)) > 0)
        use(block[0]);
    while (more())
        write(fd, "x", 1);
    getc(file);
}

int command(const char *word) {
    if (strcmp(word, "get") == 0) { // cost: chain-of-comparisons
        return 1;
    } else if (!strcmp(word, "put")) {
        return 2;
    } else if (strcmp(word, "list") == 0) {
        return 3;
    } else if (strcmp(word, "quit") == 0) {
        return 4;
    } else if (strcmp(word, "help") == 0) {
        return 5;
    }
    if (strcmp(word, "yes") == 0)
        return 6;
    else if (strcmp(word, "no") == 0)
        return 7;
    return 0;
}

double matrix(double a[100][100], int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            sum += a[i][j];
            sum += a[j][i]; // cost: column-by-column
            sum += a[j][0];
        }
    }
    return sum;
}

struct item {
    struct item *next;
    int hash;
};

struct item *walk(struct item *first, int hash) {
    struct item *item = first;
    while (item) { // cost: linked-list-walked
        if (item->hash == hash)
            return item;
        item = item->next;
    }
    for (item = first; item; item = item->next) { // cost: linked-list-walked
        if (item->hash > hash)
            return item;
    }
    while (item != first) {
        hash++;
    }
    return 0;
}

int paths(int n, const char *text) {
    int sum = isspace(*text);
    for (int i = 1; i < n; i++) {
        sum += paths(n - i, text); // cost: calls-itself-in-loop
        if (isalpha((unsigned char)text[i])) // cost: character-class-by-locale
            sum++;
    }
    return sum + paths(1, text);
}
