using System.Globalization;

namespace ShapeGen.Tool.Conversion.PyTorch;

/// <summary>Finds the tensors in what a pickle holds: which dictionary is the checkpoint, and the names that its nesting gives.</summary>
internal sealed class StateDictionary
{
    private const int MaxDepth = 64;
    private const int MaxVisits = 2_000_000;
    private const string All = ".";

    /// <summary>Where training loops put the state, the most usual first.</summary>
    private static readonly string[] UsualRoots = ["state_dict", "model_state_dict", "model", "module", "net", "network", "weights", "params", "generator"];

    private readonly List<(string Name, TorchTensor Tensor)> _tensors = [];
    private int _visits;

    private StateDictionary()
    {
    }

    /// <summary>Finds the tensors.</summary>
    /// <param name="content">What the pickle holds.</param>
    /// <param name="root">The path of the dictionary, <c>.</c> for all, or null to find it out.</param>
    /// <param name="remarks">Is told what is left out.</param>
    /// <exception cref="InvalidDataException">There are none, or the nesting has no end.</exception>
    public static IReadOnlyList<(string Name, TorchTensor Tensor)> Find(object? content, string? root, List<string> remarks)
    {
        object? start = root switch
        {
            null => Guess(content, remarks),
            All => content,
            _ => Follow(content, root),
        };
        List<(string Name, TorchTensor Tensor)> tensors = Flatten(start);
        return tensors.Count > 0 ? tensors : throw new InvalidDataException($"there are no tensors in it{Keys(start)}.");
    }

    private static List<(string Name, TorchTensor Tensor)> Flatten(object? start)
    {
        StateDictionary flat = new();
        flat.Visit(start, "", 0);
        return flat._tensors;
    }

    private static object? Guess(object? content, List<string> remarks)
    {
        if (content is not PickleDictionary dictionary || dictionary.Items.Values.Any(static value => value is TorchTensor))
        {
            return content;
        }

        foreach (string key in UsualRoots)
        {
            if (dictionary.Items.TryGetValue(key, out object? value) && value is PickleDictionary && Flatten(value).Count > 0)
            {
                string[] others = [.. dictionary.Items.Where(item => item.Key != key && Flatten(item.Value).Count > 0).Select(static item => item.Key)];
                if (others.Length > 0)
                {
                    remarks.Add($"Read the tensors of {Text.Quote(key)}; those of {string.Join(", ", others.Select(Text.Quote))} were left out. --root names another dictionary, --root {All} takes all.");
                }

                return value;
            }
        }

        return content;
    }

    private static object? Follow(object? content, string root)
    {
        // A key may have dots in it: the longest that fits goes first.
        string rest = root;
        while (rest.Length > 0)
        {
            string? key = (content as PickleDictionary)?.Items.Keys
                .Where(key => rest == key || rest.StartsWith(key + ".", StringComparison.Ordinal))
                .MaxBy(static key => key.Length);
            if (key is null)
            {
                throw new InvalidDataException($"there is no dictionary {Text.Quote(root)} in it{Keys(content)}.");
            }

            content = ((PickleDictionary)content!).Items[key];
            rest = rest.Length > key.Length ? rest[(key.Length + 1)..] : "";
        }

        return content;
    }

    private static string Keys(object? content) => content is PickleDictionary { Items.Count: > 0 } dictionary
        ? $"; its keys are {string.Join(", ", dictionary.Items.Keys.Take(10).Select(Text.Quote))}{(dictionary.Items.Count > 10 ? ", …" : "")}"
        : "";

    private void Visit(object? value, string name, int depth)
    {
        // Cycles and lists of lists of the same lists have no end, or none that one lives to see.
        if (depth > MaxDepth)
        {
            throw new InvalidDataException($"its dictionaries are nested more than {MaxDepth} deep, or hold themselves, at {Text.Quote(name)}.");
        }

        if (++_visits > MaxVisits)
        {
            throw new InvalidDataException($"its dictionaries hold one another so often that there are more than {MaxVisits} values.");
        }

        switch (value)
        {
            case TorchTensor tensor:
                _tensors.Add((name.Length > 0 ? name : "tensor", tensor));
                break;
            case PickleDictionary dictionary:
                foreach ((string key, object? item) in dictionary.Items)
                {
                    Visit(item, Join(name, key), depth + 1);
                }

                break;
            case PickleList list:
                VisitItems(list.Items, name, depth);
                break;
            case PickleTuple tuple:
                VisitItems(tuple.Items, name, depth);
                break;
        }
    }

    private void VisitItems(IReadOnlyList<object?> items, string name, int depth)
    {
        for (int i = 0; i < items.Count; i++)
        {
            Visit(items[i], Join(name, i.ToString(CultureInfo.InvariantCulture)), depth + 1);
        }
    }

    private static string Join(string name, string key) => name.Length > 0 ? $"{name}.{key}" : key;
}
