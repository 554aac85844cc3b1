// raycast [WIDTH [BOUNCES]]: casts rays into a scene of spheres and prints its brightness by row.
#include "scene.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>

namespace {

template <typename Make>
void scatter(scene::Scene &scene, int count, Make make)
{
    std::mt19937 random(42);
    auto between = [&random](double low, double high) { return low + (high - low) * (random() / 4294967296.0); };
    for (int i = 0; i < count; i++)
        scene << make(geo::Vec3{{between(-6, 6), between(0, 3), between(4, 14)}}, between(0.2, 0.9), between(0, 0.8));
}

double brightness(const scene::Scene &scene, int width, int row, int bounces)
{
    std::vector<double> pixels(width);
    std::generate(pixels.begin(), pixels.end(), [&, column = 0]() mutable {
        const double x = (column++ - width / 2) / double(width), y = (width / 2 - row) / double(width);
        return scene.trace({geo::Vec3{{0, 1, -3}}, geo::Vec3{{x, y, 1}}.unit()}, bounces);
    });
    return std::accumulate(pixels.begin(), pixels.end(), 0.0) / width;
}

} // namespace

int main(int argc, char **argv)
{
    const int width = argc > 1 ? std::atoi(argv[1]) : 256;
    const int bounces = argc > 2 ? std::atoi(argv[2]) : 4;
    scene::Scene scene([](const geo::Vec3 &direction) { return 0.5 + 0.5 * direction[1]; });
    scene << scene::floor(-1);
    scatter(scene, 60, scene::sphere);
    for (int row = 0; row < width; row++)
        if (const double mean = brightness(scene, width, row, bounces); row % 32 == 0)
            std::printf("row %d: %.4f\n", row, mean);
    return 0;
}
