#include "gateway/sheet/print.h"

#include <string_view>

namespace gateway::sheet {
namespace {

// A4, dark on white, nothing fetched from anywhere; a purpose is not torn over two pages.
constexpr std::string_view kStyle = R"css(
@page { size: A4; margin: 16mm 18mm 18mm; }
html { font: 12pt/1.45 "DejaVu Sans", "Noto Sans", Verdana, Arial, sans-serif; color: #111; }
html.large { font-size: 16pt; }
body { max-width: 44em; margin: 1.5em auto; padding: 0 1em; }
h1 { font-size: 1.7em; line-height: 1.2; margin: 0 0 .7em; }
h2 { font-size: 1.2em; line-height: 1.25; margin: 1.7em 0 .6em; padding-top: .5em;
     border-top: 3px solid #111; break-after: avoid; }
h3 { font-size: 1.08em; margin: 0; }
p { margin: .35em 0; }
ul { margin: .25em 0 .6em; padding-left: 1.3em; }
li { margin: .12em 0; }
.lead { font-weight: bold; margin-top: .75em; break-after: avoid; }
.shape { margin-top: .4em; break-after: avoid; }
.reason { margin: .2em 0 .5em; }
.note { color: #333; }
.purpose { border: 1.5px solid #111; border-radius: 6px; padding: .8em 1em; margin: 0 0 1em; }
.head { display: flex; justify-content: space-between; align-items: baseline; gap: 1em;
        break-after: avoid; }
.answers { white-space: nowrap; font-weight: bold; }
.box { display: inline-block; width: .95em; height: .95em; border: 2px solid #111;
       vertical-align: -.12em; margin: 0 .35em 0 1.1em; }
.lines { display: grid; grid-template-columns: auto 1fr; gap: 1.5em .8em; align-items: end;
         margin-top: 1.4em; break-inside: avoid; }
.line { border-bottom: 1.5px solid #111; min-height: 1.2em; }
footer { margin-top: 2em; padding-top: .5em; border-top: 1px solid #777; font-size: .72em;
         color: #333; overflow-wrap: anywhere; }
.warning { font-weight: bold; color: #111; font-size: 1.15em; }
@media print { body { margin: 0; padding: 0; max-width: none; } }
@media (max-width: 34em) { .head { display: block; } .lines { grid-template-columns: 1fr; } }
)css";

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string element(std::string_view name, std::string_view classes, std::string_view text) {
  std::string html = "<" + std::string(name);
  if (!classes.empty()) html.append(" class=\"").append(classes).append("\"");
  return html + ">" + escaped(text) + "</" + std::string(name) + ">\n";
}

class HtmlPrinter {
 public:
  void print(const Block& block) {
    switch (block.kind) {
      case BlockKind::kTitle:
        html_ += element("h1", "", block.text);
        return;
      case BlockKind::kHeading:
        close();
        html_ += element("h2", "", block.text);
        return;
      case BlockKind::kParagraph:
        html_ += element("p", "", block.text);
        return;
      case BlockKind::kPurpose:
        print_purpose(block);
        return;
      case BlockKind::kReason:
        html_ += element("p", "reason", block.text);
        return;
      case BlockKind::kWho:
        print_list(block, "lead");
        return;
      case BlockKind::kList:
        print_list(block, "shape");
        return;
      case BlockKind::kNote:
        html_ += element("p", "note", block.text);
        return;
      case BlockKind::kLines:
        html_ += "<div class=\"lines\">\n";
        for (const std::string& item : block.items) {
          html_ += element("div", "", item) + "<div class=\"line\"></div>\n";
        }
        html_ += "</div>\n";
        return;
      case BlockKind::kFooter:
        close();
        html_ += "<footer>\n" + element("p", "", block.text);
        is_in_footer_ = true;
        return;
      case BlockKind::kWarning:
        html_ += element("p", "warning", block.text);
        return;
    }
  }

  std::string finish() {
    close();
    if (is_in_footer_) html_ += "</footer>\n";
    return std::move(html_);
  }

 private:
  void close() {
    if (is_in_purpose_) html_ += "</section>\n";
    is_in_purpose_ = false;
  }

  void print_purpose(const Block& block) {
    close();
    is_in_purpose_ = true;
    ++number_;
    html_ += "<section class=\"purpose\">\n<div class=\"head\">\n" +
             element("h3", "", std::to_string(number_) + ". " + block.text);
    if (!block.items.empty()) {
      html_ += "<div class=\"answers\">";
      for (const std::string& answer : block.items) {
        html_ += "<span class=\"box\"></span>" + escaped(answer);
      }
      html_ += "</div>\n";
    }
    html_ += "</div>\n";
  }

  void print_list(const Block& block, std::string_view classes) {
    if (!block.text.empty()) html_ += element("p", classes, block.text);
    if (block.items.empty()) return;
    html_ += "<ul>\n";
    for (const std::string& item : block.items) html_ += element("li", "", item);
    html_ += "</ul>\n";
  }

  std::string html_;
  unsigned number_ = 0;
  bool is_in_purpose_ = false;
  bool is_in_footer_ = false;
};

}  // namespace

std::string to_html(const std::vector<Block>& blocks, const Catalogue& words, Type type) {
  HtmlPrinter printer;
  std::string title;
  for (const Block& block : blocks) {
    if (block.kind == BlockKind::kTitle) title = block.text;
    printer.print(block);
  }
  return "<!DOCTYPE html>\n<html lang=\"" + escaped(words.code()) + "\"" +
         (type == Type::kLarge ? " class=\"large\"" : "") +
         ">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<title>" +
         escaped(title) + "</title>\n<style>" + std::string(kStyle) +
         "</style>\n</head>\n<body>\n" + printer.finish() + "</body>\n</html>\n";
}

}  // namespace gateway::sheet
