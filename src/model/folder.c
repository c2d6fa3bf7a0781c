/* What to say where a folder is given and a model is meant: which templates stand in it. */
#include "model_priv.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <weft/text.h>

#define HEAD_BYTES 16384 /* of a file that are looked at: comments may come first */
#define LOOKED_AT 1000   /* entries of the folder, */
#define NAMED 4          /* and templates that are named */

static bool is_template(const char *path)
{
    g_autofree char *head = g_malloc(HEAD_BYTES + 1);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* it may be a FIFO */
    ssize_t n = fd < 0 ? -1 : read(fd, head, HEAD_BYTES);
    if (fd >= 0)
        close(fd);
    head[MAX(n, 0)] = 0;
    return strstr(head, "heat_template_version") || strstr(head, "AWSTemplateFormatVersion");
}

static GPtrArray *templates_in(const char *folder)
{
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    for (guint i = 0; dir && i < LOOKED_AT && (name = g_dir_read_name(dir)); i++) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (name[0] != '.' && wf_model_is_template_name(name) && is_template(path))
            g_ptr_array_add(found, g_steal_pointer(&path));
    }
    g_ptr_array_sort(found, wf_text_order);
    return found;
}

void wf_folder_set_error(const char *folder, GError **error)
{
    g_autoptr(GPtrArray) found = templates_in(folder);
    g_autofree char *shown = wf_text_visible(folder, -1, 0);
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < MIN(found->len, NAMED); i++) {
        g_autofree char *name = wf_text_visible(found->pdata[i], -1, 0);
        g_string_append_printf(names, "%s%s", i ? ", " : ": ", name);
    }
    if (found->len > NAMED)
        g_string_append_printf(names, " and %u more", found->len - NAMED);
    g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "'%s' is a folder, and a model is a file%s",
                shown, names->len ? names->str : "; no template stands in it");
}
