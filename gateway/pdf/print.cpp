#include "gateway/pdf/print.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#ifdef __SANITIZE_ADDRESS__
// fontconfig keeps what it read of the fonts until the process ends; that is no leak of ours.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }
extern "C" const char* __lsan_default_options();
extern "C" const char* __lsan_default_options() { return "print_suppressions=0"; }
#endif

namespace gateway::pdf {
namespace {

// All lengths in points; A4.
constexpr double kWidth = 595.276;
constexpr double kHeight = 841.89;
constexpr double kMargin = 62;
constexpr double kBottom = kHeight - 78;
constexpr double kFooter = kHeight - 52;
constexpr double kRight = kWidth - kMargin;
constexpr double kLabels = 150;    // Width of the labels of rows.
constexpr double kGap = 8;         // Between blocks, and between a label and its value.
constexpr double kWithNext = 60;   // A heading stands above at least this much of what follows.
constexpr double kBarIndent = 10;  // Of a quotation, behind its bar.

constexpr const char* kBody = "serif 10";
constexpr const char* kTitle = "serif bold 18";
constexpr const char* kHeading = "serif bold 12";
constexpr const char* kQuoted = "monospace 8.5";
constexpr const char* kSmall = "serif 8";

template <auto Free>
struct Freeing {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Surface = std::unique_ptr<cairo_surface_t, Freeing<cairo_surface_destroy>>;
using Canvas = std::unique_ptr<cairo_t, Freeing<cairo_destroy>>;
using Layout = std::unique_ptr<PangoLayout, Freeing<g_object_unref>>;
using Font = std::unique_ptr<PangoFontDescription, Freeing<pango_font_description_free>>;
using Attributes = std::unique_ptr<PangoAttrList, Freeing<pango_attr_list_unref>>;
using Text = std::unique_ptr<char, Freeing<g_free>>;
using Lines = std::unique_ptr<PangoLayoutIter, Freeing<pango_layout_iter_free>>;

// Called by cairo, which is C: an exception must not pass through it.
cairo_status_t append(void* out, const unsigned char* data, unsigned int size) noexcept {
  try {
    auto& bytes = *static_cast<base::Bytes*>(out);
    bytes.insert(bytes.end(), data, data + size);
    return CAIRO_STATUS_SUCCESS;
  } catch (const std::bad_alloc&) {
    return CAIRO_STATUS_NO_MEMORY;
  }
}

double points(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

// Text that stands beside other text, from `left` on.
struct Column {
  Layout layout;
  double left = kMargin;
};

// One visitor of a document's blocks; goes down the page and on to the next.
class Printer {
 public:
  Printer(cairo_surface_t* surface, std::string_view title)
      : canvas_(cairo_create(surface)), title_(title) {
    draw_footer();
  }

  void operator()(const page::Heading& heading) {
    if (y_ + kWithNext > kBottom) turn_page();
    y_ += kGap;
    draw(heading.text, kHeading);
  }
  void operator()(const page::Paragraph& paragraph) { draw(paragraph.text, kBody); }
  void operator()(const page::Rows& rows) {
    for (const auto& [label, value] : rows.rows) {
      std::vector<Column> columns;
      columns.push_back({layout_of(label, kBody, kLabels), kMargin});
      const double left = kMargin + kLabels + kGap;
      columns.push_back({layout_of(value, kBody, kRight - left), left});
      draw_beside(columns);
    }
  }
  void operator()(const page::Quotation& quotation) {
    const double left = kMargin + kBarIndent;
    for (const std::string& line : quotation.lines) {
      std::vector<Column> columns;
      columns.push_back({layout_of(line, kQuoted, kRight - left), left});
      draw_beside(columns, kMargin);
    }
  }

  void draw(std::string_view text, const char* font) {
    std::vector<Column> columns;
    columns.push_back({layout_of(text, font, kRight - kMargin), kMargin});
    draw_beside(columns);
  }
  void skip() { y_ += kGap; }

  [[nodiscard]] cairo_status_t finish() {
    cairo_show_page(canvas_.get());
    return cairo_status(canvas_.get());
  }

 private:
  // Left to right whatever the text begins with, so that no quoted word moves what stands before.
  Layout layout_of(std::string_view text, const char* font, double width) {
    Layout layout(pango_cairo_create_layout(canvas_.get()));
    const Font description(pango_font_description_from_string(font));
    pango_layout_set_font_description(layout.get(), description.get());
    pango_layout_set_auto_dir(layout.get(), FALSE);
    pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    // A hash that is broken between two lines gets no hyphen, which would seem to be part of it.
    const Attributes attributes(pango_attr_list_new());
    pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(layout.get(), attributes.get());
    const Text drawn = drawable(text);
    pango_layout_set_text(layout.get(), drawn.get(), -1);
    return layout;
  }

  // One line of UTF-8: in our own words white space only parts words, and cairo stops at bytes that
  // are no text.
  static Text drawable(std::string_view text) {
    Text valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
    std::ranges::replace(std::span(valid.get(), std::strlen(valid.get())), '\n', ' ');
    return valid;
  }

  // Line n of every column at the same height; a bar at `bar`, if one is wanted.
  void draw_beside(const std::vector<Column>& columns, double bar = 0) {
    std::vector<Lines> lines;
    for (const Column& column : columns) {
      lines.emplace_back(pango_layout_get_iter(column.layout.get()));
    }
    std::vector<bool> ended(columns.size(), false);
    while (std::ranges::find(ended, false) != ended.end()) {
      const double height = height_of(lines, ended);
      if (y_ + height > kBottom) turn_page();
      for (std::size_t i = 0; i < columns.size(); ++i) {
        if (ended[i]) continue;
        draw_line(*lines[i], columns[i].left);
        ended[i] = pango_layout_iter_next_line(lines[i].get()) == FALSE;
      }
      if (bar > 0) {
        cairo_rectangle(canvas_.get(), bar, y_, 1.5, height);
        cairo_fill(canvas_.get());
      }
      y_ += height;
    }
  }

  static double height_of(const std::vector<Lines>& lines, const std::vector<bool>& ended) {
    double height = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (ended[i]) continue;
      PangoRectangle box;
      pango_layout_iter_get_line_extents(lines[i].get(), nullptr, &box);
      height = std::max(height, points(box.height));
    }
    return height;
  }

  void draw_line(PangoLayoutIter& line, double left) {
    PangoRectangle box;
    pango_layout_iter_get_line_extents(&line, nullptr, &box);
    const double baseline = points(pango_layout_iter_get_baseline(&line) - box.y);
    cairo_move_to(canvas_.get(), left, y_ + baseline);
    pango_cairo_show_layout_line(canvas_.get(), pango_layout_iter_get_line_readonly(&line));
  }

  void turn_page() {
    cairo_show_page(canvas_.get());
    y_ = kMargin;
    ++page_;
    draw_footer();
  }

  void draw_footer() {
    const Layout footer =
        layout_of(title_ + ", page " + std::to_string(page_), kSmall, kRight - kMargin);
    cairo_move_to(canvas_.get(), kMargin, kFooter);
    pango_cairo_show_layout(canvas_.get(), footer.get());
  }

  Canvas canvas_;
  std::string title_;
  double y_ = kMargin;
  int page_ = 1;
};

}  // namespace

base::Result<base::Bytes> print(const page::Document& document, base::Time made) {
  base::Bytes bytes;
  const Surface surface(cairo_pdf_surface_create_for_stream(append, &bytes, kWidth, kHeight));
  const std::string time = base::to_text(made);
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, document.title.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, time.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_MOD_DATE, time.c_str());

  Printer printer(surface.get(), document.title);
  printer.draw(document.title, kTitle);
  for (const page::Block& block : document.blocks) {
    printer.skip();
    std::visit(printer, block);
  }
  const cairo_status_t drawn = printer.finish();
  cairo_surface_finish(surface.get());
  if (drawn != CAIRO_STATUS_SUCCESS ||
      cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) {
    return base::fail(base::ErrorCode::kUnavailable, "the paper cannot be drawn");
  }
  return bytes;
}

}  // namespace gateway::pdf
