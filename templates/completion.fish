# Completes qmac in fish: qmac completion fish | source
function __qmac_complete
    set -l line (commandline -cp)
    set -l program (commandline -opc)[1]
    $program "[suggest:"(string length -- "$line")"]" "$line" 2> /dev/null
end
complete -c qmac -a '(__qmac_complete)'
