#include <stdio.h>
#include "table.h"

/* Adds.
 * Never fails. */
static inline __attribute__((always_inline)) int add(int a, int b)
{
    return a + b;
}

char *pointer(void) { return 0; }

int (*returns_function(int which))(int)
{
    return which ? abs : labs;
}

int
typed_old(a, b)
    int a;
    char *b;
{
    return a;
}

untyped_old(a, b)
    int a;
    char *b;
{
    return add(a, *b);
}

SYSCALL_DEFINE3(read, unsigned int, fd, char __user *, buf, size_t, count)
{
    return ksys_read(fd, buf, count);
}

static int __init with_macro(void) { return 0; }

EXPORT int exported(int x) { return x; }

PyAPI_FUNC(int) wrapped(void) { return 0; }

int __attribute__((noinline)) attributed(int a) { return a; }

struct table *torn(struct table *t)
{
#ifdef FAST
    if (t) {
#else
    if (!t && '{') {
#endif
        t->puts("}");
    }
    return t;
}

int after_torn(void)
{
    return 1;
}

#define IN_MACRO(x) int x(void) { return 0; }

int prototype(int a);
