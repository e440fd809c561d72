using System.Globalization;

namespace ShapeGen.Tool.Conversion.PyTorch;

/// <summary>A named tensor, or the reason why it cannot be converted.</summary>
/// <param name="Name">The name, from the nesting of dictionaries.</param>
/// <param name="Tensor">The tensor; may be null if there is a <paramref name="Problem"/>.</param>
/// <param name="Problem">Why it cannot be converted.</param>
internal sealed record NamedTensor(string Name, TorchTensor? Tensor, string? Problem);

/// <summary>
/// Finds the tensors in the content of a pickle: which dictionary is the checkpoint, and the names from its nesting. Containers may contain each other
/// in any way, with an enormous number of paths, so visits and the characters of names are limited.
/// </summary>
internal sealed class StateDictionary
{
    private const int MaxDepth = 64;
    private const int MaxVisits = 2_000_000;

    /// <summary>Total characters of all names, including those of containers: 300,000 names of 100.</summary>
    private const int MaxCharacters = 32 << 20;

    private const string All = ".";

    /// <summary>The usual keys of the model's state in training checkpoints, most common first.</summary>
    private static readonly string[] UsualRoots = ["state_dict", "model_state_dict", "model", "module", "net", "network", "weights", "params", "generator"];

    private readonly List<NamedTensor> _tensors = [];
    private readonly CancellationToken _cancellation;
    private int _visits;
    private long _characters;

    private StateDictionary(CancellationToken cancellation) => _cancellation = cancellation;

    /// <summary>Finds the tensors.</summary>
    /// <param name="content">The content of the pickle.</param>
    /// <param name="root">The path of the dictionary, <c>.</c> for all, or null to detect it.</param>
    /// <param name="unknown">The classes and functions the pickle asks for that are not supported.</param>
    /// <param name="remarks">Receives notes about what is left out.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">There are no tensors, or the nesting is too deep.</exception>
    public static IReadOnlyList<NamedTensor> Find(object? content, string? root, IReadOnlyCollection<string> unknown, List<string> remarks, CancellationToken cancellation)
    {
        StateDictionary state = new(cancellation);
        object? start = root switch
        {
            null => state.Guess(content, remarks),
            All => content,
            _ => Follow(content, root),
        };

        // A whole module, or the result of an unknown function: its name is the most useful information.
        if (start is PickleOpaque opaque)
        {
            throw TorchGlobals.Refused(opaque.Global.FullName);
        }

        state.Visit(start, "", 0);
        if (state._tensors.Count == 0)
        {
            throw unknown.Count > 0
                ? TorchGlobals.Refused(unknown.First())
                : new InvalidDataException($"it has no tensors{Keys(start)}.");
        }

        if (unknown.Count > 0)
        {
            remarks.Add(
                $"The pickle asks for {string.Join(", ", unknown.Take(3).Select(Text.Quote))}{(unknown.Count > 3 ? string.Create(CultureInfo.InvariantCulture, $" and {unknown.Count - 3} more") : "")}, "
                + "which tensors do not need: none of it was run, and what it would have made was left out.");
        }

        return state._tensors;
    }

    private object? Guess(object? content, List<string> remarks)
    {
        if (content is not PickleDictionary dictionary || dictionary.Items.Values.Any(static value => value is TorchTensor))
        {
            return content;
        }

        foreach (string key in UsualRoots)
        {
            if (dictionary.Items.TryGetValue(key, out object? value) && value is PickleDictionary && HasTensors(value))
            {
                string[] others = [.. dictionary.Items.Where(item => item.Key != key && HasTensors(item.Value)).Select(static item => item.Key)];
                if (others.Length > 0)
                {
                    remarks.Add(
                        $"Read the tensors of {Text.Quote(key)}; those of {string.Join(", ", others.Take(10).Select(Text.Quote))}{(others.Length > 10 ? ", …" : "")} were left out. "
                        + $"--root selects another dictionary, and --root {All} all of them.");
                }

                return value;
            }
        }

        return content;
    }

    private static object? Follow(object? content, string root)
    {
        // A key may contain dots: the longest matching key is used.
        string rest = root;
        while (rest.Length > 0)
        {
            string? key = (content as PickleDictionary)?.Items.Keys
                .Where(key => rest == key || rest.StartsWith(key + ".", StringComparison.Ordinal))
                .MaxBy(static key => key.Length);
            if (key is null)
            {
                throw new InvalidDataException($"it has no dictionary {Text.Quote(root)}{Keys(content)}.");
            }

            content = ((PickleDictionary)content!).Items[key];
            rest = rest.Length > key.Length ? rest[(key.Length + 1)..] : "";
        }

        return content;
    }

    private static string Keys(object? content) => content is PickleDictionary { Items.Count: > 0 } dictionary
        ? $"; its keys are {string.Join(", ", dictionary.Items.Keys.Take(10).Select(Text.Quote))}{(dictionary.Items.Count > 10 ? ", …" : "")}"
        : "";

    /// <summary>Whether a value contains a tensor or a storage anywhere. Each container is searched once.</summary>
    private bool HasTensors(object? value)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object?> rest = new([value]);
        while (rest.TryPop(out object? next))
        {
            if (next is TorchTensor or TorchStorage)
            {
                return true;
            }

            if (Items(next) is { } items && seen.Add(next!))
            {
                foreach (object? item in items)
                {
                    Count();
                    rest.Push(item);
                }
            }
        }

        return false;
    }

    private static IEnumerable<object?>? Items(object? value) => value switch
    {
        PickleDictionary dictionary => dictionary.Items.Values.Concat(dictionary.Nameless),
        PickleList list => list.Items,
        PickleTuple tuple => tuple.Items,
        PickleOpaque opaque => opaque.Parts,
        _ => null,
    };

    private void Visit(object? value, string name, int depth)
    {
        // Cycles never end, and lists that contain the same lists several times take exponential time.
        if (depth > MaxDepth)
        {
            throw new InvalidDataException($"its dictionaries are nested more than {MaxDepth} deep, or contain themselves, at {Text.Quote(name)}.");
        }

        switch (value)
        {
            case TorchTensor tensor:
                _tensors.Add(new(NameOrDefault(name), tensor, tensor.Problem));
                break;
            case PickleDictionary dictionary:
                foreach ((string key, object? item) in dictionary.Items)
                {
                    VisitItem(item, name, key, depth);
                }

                if (dictionary.Nameless.Exists(HasTensors))
                {
                    _tensors.Add(new(NameOrDefault(name), null, "it is a dictionary with tensors under keys that are neither text nor integers, or under two keys that give the same name"));
                }

                break;
            case PickleList list:
                VisitItems(list.Items, name, depth);
                break;
            case PickleTuple tuple:
                VisitItems(tuple.Items, name, depth);
                break;
            case PickleOpaque opaque when opaque.IsArray || HasTensors(opaque):
                _tensors.Add(new(NameOrDefault(name), null, $"the pickle {TorchGlobals.WhyRefused(opaque.Global.FullName).TrimEnd('.')}"));
                break;
        }
    }

    private void VisitItems(IReadOnlyList<object?> items, string name, int depth)
    {
        for (int i = 0; i < items.Count; i++)
        {
            VisitItem(items[i], name, i.ToString(CultureInfo.InvariantCulture), depth);
        }
    }

    private void VisitItem(object? item, string name, string key, int depth)
    {
        Count();
        if (item is not TorchTensor && Items(item) is null)
        {
            return;
        }

        _characters += name.Length + key.Length + 1;
        if (_characters > MaxCharacters)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"its dictionaries contain each other so often that the names of the tensors have more than {MaxCharacters} characters."));
        }

        Visit(item, name.Length > 0 ? $"{name}.{key}" : key, depth + 1);
    }

    private void Count()
    {
        if (++_visits > MaxVisits)
        {
            throw new InvalidDataException($"its dictionaries contain each other so often that there are more than {MaxVisits} values.");
        }

        if (_visits % 4096 == 0)
        {
            _cancellation.ThrowIfCancellationRequested();
        }
    }

    private static string NameOrDefault(string name) => name.Length > 0 ? name : "tensor";
}
