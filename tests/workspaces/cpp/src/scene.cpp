#include "scene.hpp"

#include <algorithm>

using geo::Vec3;

namespace scene {

namespace {

constexpr double epsilon = 1e-6;

class Sphere final : public Shape {
public:
    Sphere(Vec3 centre, double radius, double shine) : centre_(centre), radius_(radius), shine_(shine) {}

    std::optional<Hit> hit(const Ray &ray) const override
    {
        const Vec3 between = centre_ - ray.from;
        const double along = between.dot(ray.direction);
        const double apart = between.dot(between) - along * along;
        const double inside = radius_ * radius_ - apart;
        if (inside < 0)
            return std::nullopt;
        double distance = along - std::sqrt(inside);
        if (distance < epsilon)
            distance = along + std::sqrt(inside);
        if (distance < epsilon)
            return std::nullopt;
        const Vec3 point = ray.from + ray.direction * distance;
        return Hit{distance, (point - centre_).unit(), shine_};
    }

private:
    Vec3 centre_;
    double radius_, shine_;
};

class Floor final : public Shape {
public:
    explicit Floor(double height) : height_(height) {}

    std::optional<Hit> hit(const Ray &ray) const override
    {
        const double distance = (height_ - ray.from[1]) / ray.direction[1];
        if (!(distance > epsilon))
            return std::nullopt;
        const Vec3 point = ray.from + ray.direction * distance;
        const bool dark = (static_cast<long>(std::floor(point[0])) ^ static_cast<long>(std::floor(point[2]))) & 1;
        return Hit{distance, Vec3{{0, 1, 0}}, dark ? 0.1 : 0.4};
    }

private:
    double height_;
};

} // namespace

std::unique_ptr<Shape> sphere(Vec3 centre, double radius, double shine)
{
    return std::make_unique<Sphere>(centre, radius, shine);
}

std::unique_ptr<Shape> floor(double height)
{
    return std::make_unique<Floor>(height);
}

Scene &Scene::operator<<(std::unique_ptr<Shape> shape)
{
    shapes_.push_back(std::move(shape));
    return *this;
}

std::optional<Hit> Scene::nearest(const Ray &ray) const
{
    // Every shape, for every ray: a tree of boxes would do with a few.
    std::vector<Hit> hits;
    for (const auto &shape : shapes_)
        if (auto hit = shape->hit(ray))
            hits.push_back(*hit);
    auto least = std::min_element(hits.begin(), hits.end(), [](const Hit &a, const Hit &b) { return a.distance < b.distance; });
    return least == hits.end() ? std::nullopt : std::optional<Hit>(*least);
}

double Scene::trace(const Ray &ray, int bounces) const
{
    const auto hit = nearest(ray);
    if (!hit)
        return sky_(ray.direction);
    const double direct = std::max(0.0, hit->normal.dot(Vec3{{0.5, 0.7, -0.5}}));
    if (bounces == 0)
        return direct;
    const Vec3 point = ray.from + ray.direction * hit->distance;
    const Vec3 mirrored = ray.direction - hit->normal * (2 * ray.direction.dot(hit->normal));
    return (1 - hit->shine) * direct + hit->shine * trace({point, mirrored.unit()}, bounces - 1);
}

} // namespace scene
