using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Transcribe.Architecture.Tests;

/// <summary>docs/configuration.md agrees with the options classes on each setting, its default, its range and its meaning.</summary>
public sealed partial class ConfigurationPageTests
{
    public static TheoryData<string> Sections => [.. Options.Select(options => options.Key)];

    private static ILookup<string, Type> Options => OptionsClasses.All;

    [Fact]
    public void Page_Headings_AreTheSections() => Assert.Equal(Options.Select(options => options.Key).Order(), Page().Keys.Order());

    [Theory]
    [MemberData(nameof(Sections))]
    public void Section_OnThePage_SaysWhatTheOptionsSay(string section)
    {
        var rows = Page()[section].OrderBy(row => row[0], StringComparer.Ordinal).ToArray();
        var settings = Options[section].SelectMany(Settings).OrderBy(setting => setting.Name, StringComparer.Ordinal).ToArray();

        Assert.Equal(
            settings.Select(setting => (setting.Name, setting.Default, setting.Range)),
            rows.Select(row => (row[0], row[1], row[2])));
        Assert.All(
            settings.Zip(rows),
            pair => Assert.StartsWith(pair.Second[3].TrimEnd('.'), pair.First.Summary, StringComparison.Ordinal));
    }

    // The items of a dictionary have their own table if they have settings.
    private static IEnumerable<Setting> Settings(Type options)
    {
        var instance = Activator.CreateInstance(options)!;
        return from property in options.GetProperties()
               where !Options.Any(types => types.Any(property.PropertyType.GenericTypeArguments.Contains))
               select Setting.Of(property, instance, Summary(property));
    }

    private static string Summary(PropertyInfo property)
    {
        var file = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{property.DeclaringType!.Assembly.GetName().Name}.xml"));
        var name = $"P:{property.DeclaringType.FullName}.{property.Name}";
        var member = file.Descendants("member").Single(member => (string?)member.Attribute("name") == name);
        var text = string.Concat(member.Element("summary")!.Nodes().Select(Text));
        return Spaces().Replace(text, " ").Trim();
    }

    private static string Text(XNode node) => node switch
    {
        XElement { Name.LocalName: "see" } reference => $"`{((string)reference.Attribute("cref")!).Split('.')[^1]}`",
        XElement element => $"`{element.Value}`",
        _ => node.ToString(),
    };

    /// <summary>The rows of the tables with four columns, by the section in the heading above.</summary>
    private static Dictionary<string, List<string[]>> Page()
    {
        var sections = new Dictionary<string, List<string[]>>();
        var rows = new List<string[]>();
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "docs", "configuration.md")))
        {
            if (Heading().Match(line) is { Success: true } heading)
                sections.Add(heading.Groups[1].Value, rows = []);
            else if (line.StartsWith("| `", StringComparison.Ordinal)
                && line.Split('|', StringSplitOptions.TrimEntries)[1..^1] is { Length: 4 } cells)
            {
                rows.Add(cells);
            }
        }
        return sections;
    }

    [GeneratedRegex("^##+ .*: `(Transcribe[^`]*)`$")]
    private static partial Regex Heading();

    [GeneratedRegex("\\s+")]
    private static partial Regex Spaces();
}
