//! The difference between two texts, line by line.

record! {
    /// A line and where it stands.
    pub struct Line {
        pub side: Side,
        pub text: String,
    }
}

choices! {
    pub enum Side {
        Both,
        Old,
        New,
        /// Equal lines left out here.
        Gap,
    }
}

/// The shortest edit from `old` to `new`, with `context` equal lines kept around each change.
pub fn lines(old: &str, new: &str, context: usize) -> Vec<Line> {
    let old: Vec<&str> = old.lines().collect();
    let new: Vec<&str> = new.lines().collect();
    keep_context(edit(&old, &new), context)
}

/// Longest common subsequence by the plain table: documents here are a few hundred lines.
fn edit(old: &[&str], new: &[&str]) -> Vec<Line> {
    let width = new.len() + 1;
    let mut common = vec![0u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    let mut push = |side, text: &str| {
        out.push(Line {
            side,
            text: text.to_string(),
        })
    };
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            push(Side::Both, old[i]);
            i += 1;
            j += 1;
        } else if j == new.len()
            || (i < old.len() && common[(i + 1) * width + j] >= common[i * width + j + 1])
        {
            push(Side::Old, old[i]);
            i += 1;
        } else {
            push(Side::New, new[j]);
            j += 1;
        }
    }
    out
}

fn keep_context(all: Vec<Line>, context: usize) -> Vec<Line> {
    let changed: Vec<usize> = all
        .iter()
        .enumerate()
        .filter(|(_, line)| line.side != Side::Both)
        .map(|(i, _)| i)
        .collect();
    let near = |index: usize| changed.iter().any(|&c| index.abs_diff(c) <= context);
    let mut out: Vec<Line> = Vec::new();
    for (index, line) in all.into_iter().enumerate() {
        if near(index) {
            out.push(line);
        } else if out.last().is_none_or(|last| last.side != Side::Gap) {
            out.push(Line {
                side: Side::Gap,
                text: String::new(),
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(old: &str, new: &str) -> String {
        lines(old, new, 1)
            .iter()
            .map(|line| {
                let sign = match line.side {
                    Side::Both => ' ',
                    Side::Old => '-',
                    Side::New => '+',
                    Side::Gap => '~',
                };
                format!("{sign}{}", line.text)
            })
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn one_line_changed() {
        assert_eq!(draw("a\nb\nc\nd\ne", "a\nb\nC\nd\ne"), "~| b|-c|+C| d|~");
    }

    #[test]
    fn equal_texts_have_no_difference() {
        assert_eq!(draw("a\nb", "a\nb"), "~");
    }

    #[test]
    fn lines_added_and_removed_at_the_ends() {
        assert_eq!(draw("a\nb\nc", "b\nc\nd"), "-a| b| c|+d");
    }
}
