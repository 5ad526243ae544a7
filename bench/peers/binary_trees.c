#include "driver.h"

typedef struct Tree { struct Tree *left, *right; } Tree;

static Tree *grow(long depth) {
    Tree *tree = malloc(sizeof *tree);
    tree->left = depth ? grow(depth - 1) : NULL;
    tree->right = depth ? grow(depth - 1) : NULL;
    return tree;
}

static long count(const Tree *tree) {
    return tree->left ? 1 + count(tree->left) + count(tree->right) : 1;
}

static void drop(Tree *tree) {
    if (tree->left) {
        drop(tree->left);
        drop(tree->right);
    }
    free(tree);
}

static void work(long n, char *out) {
    long total = 0;
    for (long depth = 2; depth <= n; depth++)
        for (long i = 0; i < 1L << ((n - depth) / 2); i++) {
            Tree *tree = grow(depth);
            total += count(tree);
            drop(tree);
        }
    sprintf(out, "%ld", total);
}
