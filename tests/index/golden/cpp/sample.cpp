// Shapes and a registry that owns them.
#include "shapes.hpp"
#include <memory>
#include <vector>

#define SHAPES_VERSION 3

using namespace std::literals;
using std::string;

namespace geometry::shapes {

constexpr double kPi = 3.14159;
static int created = 0;

template <typename T>
concept Measurable = requires(T value) { value.area(); };

using Handle = std::unique_ptr<class Shape>;

enum class Color : unsigned char { Red, Green = 2 };

/// Anything with an area.
class Shape {
public:
    explicit Shape(Color color) : color_(color) { ++created; }
    virtual ~Shape() = default;

    /// The area in square metres.
    virtual double area() const = 0;
    const string &name() const;
    bool operator==(const Shape &other) const { return area() == other.area(); }
    operator bool() const { return area() > 0; }
    static Shape *parse(std::string_view text);

protected:
    Color color_;
    int *marks_ = nullptr;
};

struct Point final {
    double x = 0, y = 0;
    double length() const noexcept;
};

/**
 * A circle around a point.
 */
class Circle : public Shape, private detail::Counted<Circle> {
    Point center_;
    double radius_;

public:
    Circle(Point center, double radius);
    double area() const override { return kPi * radius_ * radius_; }

    class Builder {
        double radius_{1};

    public:
        Builder &radius(double value) {
            radius_ = value;
            return *this;
        }
    };
};

// <!--TAG:cpp/registry-->
template <Measurable T, typename Allocator = std::allocator<T>>
class Registry {
public:
    template <typename... Arguments>
    T &add(Arguments &&...arguments) {
        return items_.emplace_back(std::forward<Arguments>(arguments)...);
    }

    double total() const;

private:
    std::vector<T, Allocator> items_;
};

template <Measurable T, typename Allocator>
double Registry<T, Allocator>::total() const {
    double sum = 0;
    for (const auto &item : items_)
        sum += item.area();
    return sum;
}

double Point::length() const noexcept { return std::sqrt(x * x + y * y); }

Circle::Circle(Point center, double radius)
    : Shape(Color::Red), center_(center), radius_(radius) {
    if (radius < 0) {
        throw std::invalid_argument("radius");
    }
    this->marks_ = new int[3];
}

Shape *Shape::parse(std::string_view text) {
    auto fields = detail::split<char>(text, ',');
    if (fields.empty())
        return nullptr;
    auto make = [&](double radius) { return new Circle(Point{}, radius); };
    return make(std::stod(fields.front()));
}

namespace {
int hidden() { return created; }
}  // namespace

}  // namespace geometry::shapes

using namespace geometry;

template <typename T>
T clamp(T value, T low, T high) {
    return value < low ? low : value > high ? high : value;
}

std::ostream &operator<<(std::ostream &out, const shapes::Shape &shape) {
    return out << shape.name() << clamp<double>(shape.area(), 0, 1e9);
}

int main(int argc, char **argv) {
    auto registry = std::make_unique<shapes::Registry<shapes::Circle>>();
    registry->add(shapes::Point{}, 2.0);
    return registry->total() > 0 ? 0 : argc;
}
