package com.example.words;

import java.util.List;

/** Counts words. */
public class Words<T> {
    static final List<String> NAMES;

    static {
        NAMES = List.of();
    }

    public Words(int size) {
        super();
    }

    /** Adds one. */
    @Override
    public <K> void add(final K item) throws Exception {
        NAMES.forEach(name -> System.out.println(name));
        new Thread(new Runnable() {
            public void run() {
                work();
            }
        }).start();
    }

    abstract static class Inner {
        abstract void missing();

        int deep() {
            return 1;
        }
    }

    interface Shape {
        default double area() {
            return 0;
        }
    }

    enum Kind {
        ONE {
            int value() {
                return 1;
            }
        };

        abstract int value();
    }

    record Point(int x, int y) {
        Point {
            check(x);
        }
    }
}
