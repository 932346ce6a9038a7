#pragma once

#include <array>
#include <string_view>

namespace gateway::directory {

/// Byte N of a digest is read out as word N. Short, plain, no two alike over a bad line: any two
/// differ in at least two letters. The list is part of the format: never change it.
inline constexpr std::array<std::string_view, 256> kCheckWordList{
    // clang-format off
    "abbey", "acorn", "actor", "adult", "agent", "alarm", "album", "almond", "amber", "ankle",
    "apple", "apron", "arena", "arrow", "aspen", "atlas", "attic", "aunt", "autumn", "award",
    "badge", "baker", "bamboo", "banjo", "barn", "basil", "basket", "bean", "beaver", "bell",
    "bench", "berry", "birch", "biscuit", "bishop", "blanket", "blossom", "bonnet", "book",
    "bottle", "branch", "bread", "brick", "bridge", "broom", "bucket", "butter", "button", "cabin",
    "cactus", "cake", "camel", "camera", "candle", "canoe", "canvas", "captain", "carpet",
    "carrot", "castle", "cedar", "cello", "chalk", "cheese", "cherry", "chest", "chief", "chimney",
    "circle", "city", "clock", "cloud", "clover", "coffee", "comet", "copper", "coral", "corner",
    "cotton", "cousin", "cradle", "crane", "crayon", "cricket", "crown", "cup", "curtain", "dairy",
    "dancer", "denim", "desert", "diamond", "dinner", "doctor", "dolphin", "door", "dragon",
    "drum", "eagle", "earth", "easel", "echo", "eight", "elbow", "elm", "engine", "evening",
    "fabric", "falcon", "farmer", "feather", "fence", "fern", "fiddle", "flag", "flute", "forest",
    "fork", "fossil", "fox", "frog", "funnel", "galaxy", "garden", "garlic", "ginger", "giraffe",
    "glove", "goat", "gold", "grape", "gravel", "guitar", "hammer", "harbour", "hazel", "hedge",
    "helmet", "hill", "honey", "horse", "hotel", "hunter", "igloo", "island", "ivory", "jacket",
    "jaguar", "jewel", "jungle", "kettle", "kitchen", "kite", "ladder", "lagoon", "lantern",
    "leaf", "lemon", "letter", "library", "lily", "lion", "lobster", "lunch", "magnet", "mango",
    "maple", "marble", "market", "meadow", "melon", "mirror", "monkey", "morning", "mountain",
    "music", "napkin", "needle", "nephew", "nest", "nickel", "ocean", "olive", "onion", "orange",
    "orchid", "otter", "oven", "oxygen", "oyster", "painter", "palace", "panda", "paper", "pearl",
    "pencil", "pepper", "piano", "pigeon", "pillow", "pine", "planet", "plum", "pony", "potato",
    "pumpkin", "puzzle", "quarry", "quilt", "rabbit", "radio", "raven", "rhubarb", "ribbon",
    "river", "robin", "rocket", "rope", "saddle", "salmon", "sandal", "satchel", "school",
    "shadow", "sheep", "silver", "spoon", "squirrel", "station", "summer", "sunset", "table",
    "teacher", "temple", "thunder", "tiger", "tomato", "tower", "train", "tulip", "turtle",
    "uncle", "valley", "velvet", "violin", "wagon", "walnut", "walrus", "water", "whale", "window",
    "winter", "wolf", "wool", "yellow", "zebra",
    // clang-format on
};

}  // namespace gateway::directory
