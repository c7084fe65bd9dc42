#include "seen.h"

struct seen_slot {
    str text;
    size_t value;
    bool is_used;
};

static struct seen_slot *
find_slot(struct seen_slot *slots, size_t room, str text)
{
    size_t i = (size_t)str_hash(text) & (room - 1);

    while (slots[i].is_used && !str_eq(slots[i].text, text))
        i = (i + 1) & (room - 1);
    return &slots[i];
}

/* At most half full, so that a probe ends soon. */
static void
make_room(struct seen *seen)
{
    size_t room = seen->room ? seen->room * 2 : 64;
    struct seen_slot *slots = ARENA_ARRAY(seen->arena, struct seen_slot, room);

    for (size_t i = 0; i < seen->room; i++)
        if (seen->slots[i].is_used)
            *find_slot(slots, room, seen->slots[i].text) = seen->slots[i];
    seen->slots = slots;
    seen->room = room;
}

size_t *
seen_at(struct seen *seen, str text)
{
    if ((seen->count + 1) * 2 > seen->room)
        make_room(seen);
    struct seen_slot *slot = find_slot(seen->slots, seen->room, text);

    if (!slot->is_used) {
        *slot = (struct seen_slot){ .text = text, .is_used = true };
        seen->count++;
    }
    return &slot->value;
}
