#compdef qmac
# Completes qmac in zsh: source <(qmac completion zsh)
_qmac() {
    local line="${(j: :)words[1,CURRENT-1]} $PREFIX"
    local -a candidates open whole
    candidates=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line${words[CURRENT+1,-1]:+ ${words[CURRENT+1,-1]}}" 2> /dev/null)}")
    open=(${(M)candidates:#*[:=]})
    whole=(${candidates:#*[:=]})
    (( ${#open} + ${#whole} )) || { _files; return }
    (( ${#open} )) && compadd -S '' -- $open
    (( ${#whole} )) && compadd -- $whole
}
compdef _qmac qmac
