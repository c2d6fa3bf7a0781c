/* Notices that files of the model changed: asked for twice a second, which costs
 * a stat() each and works on every file system. A change counts once the files
 * have kept still for one turn, so a half-written file is not read. */
#include "desk_priv.h"

#include <glib/gstdio.h>

#define TURN_MS 500

typedef struct {
    char *path;
    gint64 changed;
    goffset size;
    guint64 inode;
} File;

struct Watch {
    WfDesk *desk;
    void (*changed)(WfDesk *desk);
    GArray *files; /* of File */
    guint source;
    bool moving;
};

static void clear_file(gpointer data)
{
    g_free(((File *)data)->path);
}

static GArray *files_new(void)
{
    GArray *files = g_array_new(FALSE, FALSE, sizeof(File));
    g_array_set_clear_func(files, clear_file);
    return files;
}

static void look_at(File *file)
{
    GStatBuf s;
    file->changed = 0;
    file->size = -1;
    file->inode = 0;
    if (g_stat(file->path, &s))
        return;
    file->changed = (gint64)s.st_mtim.tv_sec * G_USEC_PER_SEC + s.st_mtim.tv_nsec / 1000;
    file->size = s.st_size;
    file->inode = s.st_ino;
}

static bool has_changed(File *file)
{
    File before = *file;
    look_at(file);
    return before.changed != file->changed || before.size != file->size ||
           before.inode != file->inode;
}

static gboolean on_turn(gpointer data)
{
    Watch *watch = data;
    bool moved = false;
    for (guint i = 0; i < watch->files->len; i++)
        moved |= has_changed(&g_array_index(watch->files, File, i));
    if (moved || !watch->moving) {
        watch->moving = moved;
        return G_SOURCE_CONTINUE;
    }
    watch->moving = false;
    watch->changed(watch->desk);
    return G_SOURCE_CONTINUE;
}

static void add_files(Watch *watch, const WfModel *m)
{
    const char *const *paths = m ? wf_model_files(m) : NULL;
    for (; paths && *paths; paths++) {
        File file = {.path = g_strdup(*paths)};
        look_at(&file);
        g_array_append_val(watch->files, file);
    }
}

void watch_look(Watch *watch)
{
    for (guint i = 0; watch && i < watch->files->len; i++)
        look_at(&g_array_index(watch->files, File, i));
}

/* What was watched before stays as it was seen: a change since then has not been read. */
static void keep_looks(GArray *files, GHashTable *before)
{
    for (guint i = 0; i < files->len; i++) {
        File *file = &g_array_index(files, File, i);
        const File *seen = g_hash_table_lookup(before, file->path);
        if (!seen)
            continue;
        file->changed = seen->changed;
        file->size = seen->size;
        file->inode = seen->inode;
    }
}

static void find_files(Watch *watch)
{
    g_autoptr(GArray) before = watch->files;
    g_autoptr(GHashTable) by_path = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < before->len; i++) {
        File *file = &g_array_index(before, File, i);
        g_hash_table_insert(by_path, file->path, file);
    }
    watch->files = files_new();
    add_files(watch, watch->desk->model);
    add_files(watch, watch->desk->old);
    keep_looks(watch->files, by_path);
}

static void on_news(gpointer self, WfNews news)
{
    if (news == WF_NEWS_MODEL)
        find_files(self);
}

Watch *watch_new(WfDesk *desk, void (*changed)(WfDesk *desk))
{
    Watch *watch = g_new0(Watch, 1);
    watch->desk = desk;
    watch->changed = changed;
    watch->files = files_new();
    find_files(watch);
    wf_desk_listen(desk, on_news, watch);
    watch->source = g_timeout_add(TURN_MS, on_turn, watch);
    return watch;
}

void watch_free(Watch *watch)
{
    if (!watch)
        return;
    g_source_remove(watch->source);
    g_array_unref(watch->files);
    g_free(watch);
}
