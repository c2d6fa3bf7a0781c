/* Making and freeing what a manifest holds. */
#include "protocol_priv.h"

WfEntryRead *wf_entry_read_new(const char *key, const char *vm, const char *name, const char *deep)
{
    WfEntryRead *read = g_new0(WfEntryRead, 1);
    read->key = g_strdup(key);
    read->vm = g_strdup(vm);
    read->name = g_strdup(name);
    read->deep = g_strdup(deep);
    return read;
}

void wf_entry_read_free(WfEntryRead *read)
{
    if (!read)
        return;
    g_free(read->key);
    g_free(read->vm);
    g_free(read->name);
    g_free(read->deep);
    json_decref(read->keys);
    g_free(read);
}

WfEntryInput *wf_entry_input_new(const char *name)
{
    WfEntryInput *input = g_new0(WfEntryInput, 1);
    input->name = g_strdup(name);
    return input;
}

void wf_entry_input_free(WfEntryInput *input)
{
    if (!input)
        return;
    g_free(input->name);
    g_free(input->type);
    g_free(input->description);
    json_decref(input->value);
    json_decref(input->fallback);
    g_free(input);
}

WfEntryOutput *wf_entry_output_new(const char *name)
{
    WfEntryOutput *output = g_new0(WfEntryOutput, 1);
    output->name = g_strdup(name);
    return output;
}

void wf_entry_output_free(WfEntryOutput *output)
{
    if (!output)
        return;
    g_free(output->name);
    g_free(output->type);
    g_free(output->public_key);
    g_free(output);
}

WfEntryAction *wf_entry_action_new(const char *action, const char *recipe)
{
    WfEntryAction *a = g_new0(WfEntryAction, 1);
    a->action = g_strdup(action);
    a->recipe = g_strdup(recipe);
    return a;
}

void wf_entry_action_free(WfEntryAction *action)
{
    if (!action)
        return;
    g_free(action->action);
    g_free(action->recipe);
    g_free(action->hook);
    g_free(action);
}

WfEntry *wf_entry_new(const char *name)
{
    WfEntry *entry = g_new0(WfEntry, 1);
    entry->name = g_strdup(name);
    entry->hook = g_strdup("script");
    entry->timeout_s = 3600;
    entry->actions = g_ptr_array_new_with_free_func((GDestroyNotify)wf_entry_action_free);
    entry->inputs = g_ptr_array_new_with_free_func((GDestroyNotify)wf_entry_input_free);
    entry->outputs = g_ptr_array_new_with_free_func((GDestroyNotify)wf_entry_output_free);
    entry->reads = g_ptr_array_new_with_free_func((GDestroyNotify)wf_entry_read_free);
    entry->after = g_ptr_array_new_with_free_func((GDestroyNotify)wf_entry_read_free);
    entry->consumers = g_ptr_array_new_with_free_func((GDestroyNotify)wf_entry_read_free);
    return entry;
}

void wf_entry_free(WfEntry *entry)
{
    if (!entry)
        return;
    g_free(entry->name);
    g_free(entry->spec);
    g_free(entry->deep);
    g_free(entry->hook);
    g_free(entry->hot);
    g_free(entry->input_key);
    json_decref(entry->options);
    g_ptr_array_unref(entry->actions);
    g_ptr_array_unref(entry->inputs);
    g_ptr_array_unref(entry->outputs);
    g_ptr_array_unref(entry->reads);
    g_ptr_array_unref(entry->after);
    g_ptr_array_unref(entry->consumers);
    g_free(entry);
}

WfManifest *wf_manifest_new(const char *vm)
{
    WfManifest *manifest = g_new0(WfManifest, 1);
    manifest->vm = g_strdup(vm);
    manifest->jobs = 1;
    manifest->auth = g_ptr_array_new_with_free_func(g_free);
    manifest->components = g_ptr_array_new_with_free_func((GDestroyNotify)wf_entry_free);
    manifest->deletions = g_ptr_array_new_with_free_func((GDestroyNotify)wf_entry_free);
    return manifest;
}

void wf_manifest_free(WfManifest *manifest)
{
    if (!manifest)
        return;
    g_free(manifest->vm);
    g_free(manifest->facts_deep);
    g_free(manifest->planner);
    g_ptr_array_unref(manifest->auth);
    g_ptr_array_unref(manifest->components);
    g_ptr_array_unref(manifest->deletions);
    g_free(manifest);
}
