// A scene of shapes, and the rays cast into it.
#pragma once

#include "vec.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scene {

struct Ray {
    geo::Vec3 from, direction;
};

struct Hit {
    double distance;
    geo::Vec3 normal;
    double shine;
};

class Shape {
public:
    virtual ~Shape() = default;
    virtual std::optional<Hit> hit(const Ray &ray) const = 0;
};

std::unique_ptr<Shape> sphere(geo::Vec3 centre, double radius, double shine);
std::unique_ptr<Shape> floor(double height);

using Sky = std::function<double(const geo::Vec3 &)>;

class Scene {
public:
    explicit Scene(Sky sky) : sky_(std::move(sky)) {}

    Scene &operator<<(std::unique_ptr<Shape> shape);

    // The brightness seen along a ray; follows reflections, recursively.
    double trace(const Ray &ray, int bounces) const;

private:
    std::optional<Hit> nearest(const Ray &ray) const;

    std::vector<std::unique_ptr<Shape>> shapes_;
    Sky sky_;
};

} // namespace scene
