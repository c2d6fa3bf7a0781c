/* Reading and writing whole files, and where a path leads.
 *
 * Every read has a limit, every write is atomic: a reader sees the old file or
 * the new one, also after a crash. "-" is standard input where a file is read.
 * Messages name the path made visible. Strings returned are the caller's.
 *
 *     g_autoptr(GBytes) text = wf_file_read("shop.yaml", WF_LIMIT_FILE_BYTES, &error);
 *     g_autofree char *path = wf_path_beside("models/shop.yaml", "scripts/run.sh");
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The whole file (regular, pipe or "-"), at most @limit bytes: more is WF_ERROR_LIMIT. */
GBytes *wf_file_read(const char *path, gsize limit, GError **error);

/* The same of regular files only: what a model names must not make its reader wait, or read without
 * end. */
GBytes *wf_file_read_regular(const char *path, gsize limit, GError **error);

/* Replaces the file: temporary file beside it, fsync, rename. A symbolic link is followed, an
 * existing file keeps its mode, a new one gets @mode. Devices and pipes are written to directly. */
bool wf_file_write(const char *path, const char *data, gsize len, int mode, GError **error);
/* The same for what is its owner's alone, mode 0600: from an existing file is taken what others may
 * do with it, before anything is written. */
bool wf_file_write_private(const char *path, const char *data, gsize len, GError **error);

/* Removes a file, or a folder with all that is in it; links are removed and not followed. What
 * cannot be removed stays. */
void wf_file_remove_tree(const char *path);

/* Does @path lie inside the folder @root (or is it @root), after following all links? A path that
 * does not exist yet counts by its nearest folder that does. */
bool wf_path_inside(const char *root, const char *path);

/* @relative as written in @file: seen from the folder @file stands in. Absolute ones stay. For
 * file "-" that folder is the working directory. */
char *wf_path_beside(const char *file, const char *relative);

/* To be called before anything asks for a folder of the user's: a HOME that is empty or relative is
 * as good as none, and what the user database has counts; else keys and state would go to the
 * working directory. */
void wf_home_settle(void);
